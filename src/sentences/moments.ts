/** Sentences for going back to earlier steps of the run. */
export const momentsText = {
  heading: 'Back in time',
  hint: 'Drag the slider or the cursor in the curves. The maps, answers, cosine and loss all go back to that step. The run saves its view of the test pictures often at first, then less and less often.',
  slider: 'Step of the run',
  nowAt: (step: string) => `now, step ${step}`,
  at: (step: string, number: number, count: number) => `step ${step} (${number} of ${count})`,
  now: 'Now',
  empty: 'Train some steps. The run then saves its view of the test pictures at some of them.',
  loss: 'Loss of that step',
  noLoss: 'There is no loss before the first step.',
  total: 'total',
  cosine: 'Similarity of the two tokens',
  cosineUnit: 'cosine, mean of the test pictures',
  meanOf: 'mean of the test pictures',
  cosineOf: { last: 'after the last layer', input: 'at the input' },
  paper: 'paper',
  trueLabel: 'True label',
} as const;
