/** Sentences of the dialog that downloads the student. */
export const downloadStudentText = {
  open: 'Download the student …',
  openTitle: 'The weights as a file that PyTorch can load',
  heading: 'Download the student',
  intro:
    'The file holds the weights at the time this dialog was opened, as safetensors with timm’s names. It also holds the class names, the number of heads and the normalisation, so this page can open it again.',
  reading: 'Reading the weights from the GPU …',
  facts: 'This student',
  step: 'step',
  shape: 'shape',
  shapeOf: (image: number, patch: number, dim: number, depth: number, heads: number) =>
    `${image} px, patches of ${patch} px, width ${dim}, ${depth} ${depth === 1 ? 'layer' : 'layers'}, ${heads} ${heads === 1 ? 'head' : 'heads'}`,
  tokens: 'tokens',
  tokensOf: (second: string | null) => (second ? `class token and ${second}` : 'class token'),
  size: 'file',
  fileOf: (name: string, size: string) => `${name}, ${size}`,
  download: 'Download the weights',
  snippet: 'Load it in PyTorch',
  copy: 'Copy the code',
  copied: 'Copied',
  byHand: 'The browser does not allow copying. The code is selected: copy it by hand.',
  close: 'Close',
} as const;
