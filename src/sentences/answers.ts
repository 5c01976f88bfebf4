import { formatCount } from './numbers';

/** Sentences about the answers of the heads and how they are combined. */
export const answersText = {
  isTrue: 'true label',
  inference: 'Answer of the student',
  inferenceHelp:
    'Both heads always answer. This only chooses how the page combines their answers; nothing is trained again.',
  modes: {
    cls: { short: 'class head', long: 'Class head alone' },
    'both-logits': { short: 'both: logits', long: 'Both heads: mean of their logits (reference code)' },
    'both-softmax': { short: 'both: softmax', long: 'Both heads: sum of their softmax outputs (paper)' },
  },
  noDist: 'This student has no distillation token, so only its class head answers.',
  flips: (flips: number, images: number) =>
    `The two ways of combining both heads disagree on ${formatCount(flips)} of ${formatCount(images)} test images.`,
  noFlips: 'Each test counts how often the two ways of combining both heads disagree.',
  answers: 'Answers for this picture',
  voice: 'source',
  answer: 'answer',
  probability: 'probability',
  cls: 'class head',
  both: 'both',
  teacher: 'teacher',
  read: (name: string) => `${name} (in use)`,
} as const;
