/** Sentences of fine-tuning at a higher resolution. */
export const fineTuneText = {
  open: 'Fine-tune at a higher resolution …',
  openTitle: 'Go on with this student at a larger picture size',
  heading: 'Fine-tune at a higher resolution',
  intro:
    'The student goes on from its weights of this moment with more patches, each of which covers less of the picture. The grid of its position embedding is resized (bicubic); the rows of the class and distillation tokens, and all other weights, stay as they are (paper, section 3).',
  native: (side: number) =>
    `Pictures of this data set have ${side} px: a larger size brings more patches, not more detail.`,
  teacherSees: (side: number) =>
    `The teacher sees the same crops, scaled back to the ${side} px that it was trained at; the paper takes a teacher of the larger size.`,
  imageSize: 'Image size',
  epochs: 'Epochs',
  learningRate: 'Learning rate',
  rateHelp: 'The cosine begins there, without warm-up.',
  withTeacher: 'Go on with the teacher’s term',
  withoutTeacher: 'Without it the class head alone learns, from the labels; the distillation head stays as it is.',
  costs: 'What it costs',
  before: 'now',
  after: 'fine-tuned',
  size: 'image size',
  tokens: 'tokens',
  macs: 'multiply–adds a picture',
  times: (factor: string) => `${factor} ×`,
  start: 'Fine-tune',
  ends: 'The present run ends where it is; its numbers stay beside those of the fine-tuned student.',
  building: 'Testing and building …',
  close: 'Close',

  from: 'Fine-tuned',
  trained: (step: string) => `before, at step ${step}`,
  tuned: (step: string) => `fine-tuned, at step ${step}`,
  heads: { cls: 'class head', both: 'both (logits)' },
  images: 'test images',
  nothing: '–',
} as const;
