/** Sentences about answers and how they are read. */
export const answersText = {
  isTrue: 'true label',
  inference: 'Read the student by',
  inferenceHelp:
    'Nothing is trained again: both heads always answer, and the answers are only put together differently.',
  modes: {
    cls: { short: 'class head', long: 'Class head alone' },
    'both-logits': { short: 'both: logits', long: 'Both heads: mean of their logits (reference code)' },
    'both-softmax': { short: 'both: softmax', long: 'Both heads: sum of their softmax outputs (paper)' },
  },
  noDist: 'This student has no distillation token: only the class head can be read.',
  flips: (flips: number, images: number) =>
    `Both ways of fusing give another answer for ${flips.toLocaleString('en')} of ${images.toLocaleString('en')} test images.`,
  noFlips: 'How often both ways of fusing differ is counted at each test.',
  answers: 'Answers for this picture',
  voice: 'who',
  answer: 'answer',
  probability: 'probability',
  cls: 'class head',
  both: 'both',
  teacher: 'teacher',
  read: 'read now',
} as const;
