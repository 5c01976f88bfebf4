/** Sentences of taking the student home. */
export const takeHomeText = {
  open: 'Take the student home …',
  openTitle: 'The weights as a file that PyTorch loads',
  heading: 'Take the student home',
  intro:
    'The weights as they were when this was opened, as safetensors with the names that timm gives them. The file also holds the class names, the number of heads and the normalisation, so this page opens it again too.',
  reading: 'Reading the weights from the graphics device …',
  facts: 'This student',
  step: 'step',
  shape: 'shape',
  shapeOf: (image: number, patch: number, dim: number, depth: number, heads: number) =>
    `${image} px, patches of ${patch} px, width ${dim}, ${depth} ${depth === 1 ? 'layer' : 'layers'}, ${heads} ${heads === 1 ? 'head' : 'heads'}`,
  tokens: 'tokens',
  tokensOf: (second: string | null) => (second ? `class token and ${second}` : 'class token'),
  size: 'file',
  download: 'Download the weights',
  snippet: 'Load it in PyTorch',
  copy: 'Copy the code',
  copied: 'Copied',
  byHand: 'Copying is forbidden here: the code is selected, copy it by hand.',
  close: 'Close',
} as const;
