/** Sentences of opening a model beside the student. */
export const modelText = {
  subject: 'Whose tokens',
  student: 'the student',
  open: 'Open a model …',
  openTitle: 'A real DeiT, or a student that was taken home',
  close: 'Close the model',
  facts: (parameters: string, image: number, tokens: number, layers: number, heads: number, classes: string) =>
    `${parameters} parameters, ${image} × ${image} px, ${tokens} tokens, ${layers} layers of ${heads} heads, ${classes}`,
  classes: (count: string, named: boolean) => `${count} classes${named ? '' : ' without names'}`,
  again: (message: string, rest: string) => `${message} ${rest}`.trim(),

  heading: 'Open a model',
  intro:
    'DeiT-Ti, S, B or any other DeiT or ViT in timm’s layout, as a safetensors file, with or without distillation token, at its own picture and patch size; also a student that was taken home. It is read in this browser; nothing is uploaded.',
  fromFile: 'From this device',
  drop: 'Drop the file here, and its config.json or list of class names if you have one',
  choose: 'Choose files',
  nothing: 'Nothing chosen yet',
  heads: 'Heads',
  headsHint: 'Only where nothing tells: Ti, S and B are known.',
  openFile: 'Open the file',
  fromHub: 'From the model hub',
  address: 'Address',
  addressHint:
    'A model’s page on huggingface.co, or a safetensors file there. It is loaded once and kept in this browser.',
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
