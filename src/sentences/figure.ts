/** Sentences of the menu that every figure has. */
export const figureText = {
  save: 'Save',
  saveOf: (title: string) => `Save: ${title}`,
  png: 'Picture (PNG)',
  svg: 'Drawing (SVG)',
  csv: 'Numbers (CSV)',
  failed: 'The figure could not be drawn as a file. Nothing else is lost; its numbers can still be saved as CSV.',
  step: 'step',
  row: 'row',
  column: 'column',
  object: 'object',
  smoothed: (name: string) => `${name} (smoothed)`,
} as const;
