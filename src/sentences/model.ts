/** Sentences for opening another model next to the student. */
export const modelText = {
  subject: 'Whose tokens',
  student: 'the student',
  open: 'Open a model …',
  openTitle: 'A published DeiT, or a student that you downloaded',
  close: 'Close the model',
  facts: (parameters: string, image: number, tokens: number, layers: number, heads: number, classes: string) =>
    `${parameters} parameters, ${image} × ${image} px, ${tokens} tokens, ${layers} layers of ${heads} heads, ${classes}`,
  classes: (count: string, named: boolean) => (named ? `${count} classes` : `${count} classes without names`),

  heading: 'Open a model',
  intro:
    'You can open DeiT-Ti, S, B or any other DeiT or ViT in timm’s layout as a safetensors file. It may have a distillation token or not, and any image and patch size. You can also open a student that you downloaded here. The file is read in this browser; nothing is uploaded.',
  fromFile: 'From this device',
  drop: 'Drop the file here, together with its config.json or list of class names if you have one',
  choose: 'Choose files',
  nothing: 'No files chosen yet',
  heads: 'Heads',
  headsHint: 'Only needed if the file does not say. Ti, S and B are known.',
  openFile: 'Open the file',
  fromHub: 'From the model hub',
  address: 'Address',
  addressHint:
    'A model’s page on huggingface.co, or a safetensors file there. It is downloaded once and kept in this browser.',
  example: 'https://huggingface.co/timm/deit_tiny_distilled_patch16_224.fb_in1k',
  load: 'Load and open',
  reading: 'Reading …',
  cancel: 'Cancel',
  done: 'Close',
  kept: 'Kept in this browser',
  keptFile: (address: string, size: string) => `${address} (${size})`,
  forget: 'Delete',
  forgetOf: (address: string) => `Delete ${address}`,
} as const;
