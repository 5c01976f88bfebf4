/** Sentences of the menu that every figure has, and column names of its CSV file. */
export const figureText = {
  save: 'Save',
  saveOf: (title: string) => `Save: ${title}`,
  png: 'Picture (PNG)',
  svg: 'Drawing (SVG)',
  csv: 'Numbers (CSV)',
  failed: 'The browser could not draw this figure as a file. You can still save its numbers as CSV.',
  series: 'series',
  low: 'low',
  high: 'high',
  step: 'step',
  row: 'row',
  column: 'column',
  object: 'object',
  smoothed: (name: string) => `${name} (smoothed)`,
  raw: (name: string) => `${name} (raw)`,
} as const;
