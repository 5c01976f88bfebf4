/** Sentences of fine-tuning at a higher resolution. */
export const fineTuneText = {
  open: 'Fine-tune at a higher resolution …',
  openTitle: 'Continue with this student at a larger image size',
  heading: 'Fine-tune at a higher resolution',
  intro:
    'The student continues from its current weights with more patches, each of which covers a smaller part of the picture. The grid of its position embedding is resized (bicubic). The class token, the distillation token and all other weights stay as they are (paper, section 3).',
  native: (side: number) =>
    `The pictures of this data set have ${side} px. A larger size gives more patches, but no more detail.`,
  teacherSees: (side: number) =>
    `The teacher sees the same crops, scaled down to the ${side} px of its own training. The paper uses a teacher of the larger size.`,
  imageSize: 'Image size',
  epochs: 'Epochs',
  learningRate: 'Learning rate',
  rateHelp: 'The cosine schedule starts at this value, without warm-up.',
  withTeacher: 'Keep the teacher’s term',
  withoutTeacher:
    'Without the teacher’s term, only the class head learns, from the labels. The distillation head stays as it is.',
  costs: 'Cost',
  before: 'now',
  after: 'fine-tuned',
  size: 'image size',
  tokens: 'tokens',
  macs: 'multiply–adds per picture',
  times: (factor: string) => `${factor} ×`,
  start: 'Fine-tune',
  ends: 'This ends the current run. Its numbers stay visible next to those of the fine-tuned student.',
  building: 'Testing and building …',
  close: 'Close',

  from: 'Fine-tuned',
  trained: (step: string) => `before, at step ${step}`,
  tuned: (step: string) => `fine-tuned, at step ${step}`,
  heads: { cls: 'class head', both: 'both (logits)' },
  images: 'test images',
} as const;
