/** Sentences of the curves. */
export const chartsText = {
  curves: 'Curves',
  smoothing: 'Smoothing',
  smoothingHelp:
    'How much of the past a curve carries on: the weight of an exponential moving average, as in TensorBoard.',
  logAxis: 'Log axis',
  loss: 'Training loss',
  lossUnit: 'batch mean, nats',
  total: 'total',
  terms: { label: 'label term', teacher: 'teacher term', cls: 'first class head', dist: 'second class head' },
  accuracy: 'Test accuracy',
  /** Tests on the way take a part of the test images, the last one all. */
  accuracyUnit: (images: number | undefined, last: number | undefined) => {
    if (images === undefined || last === undefined) return '%';
    const of = `% of ${images.toLocaleString('en')}`;
    return images === last ? of : `${of}; the last of ${last.toLocaleString('en')}`;
  },
  cls: 'class head',
  both: { 'both-logits': 'both (logits)', 'both-softmax': 'both (softmax)' },
  averaged: 'averaged weights',
  teacher: 'teacher',
  chance: 'chance',
  learningRate: 'Learning rate',
  learningRateUnit: 'η',
  teacherTraining: 'Teacher in training',
  teacherTrained: 'How the teacher was trained',
  teacherLoss: 'loss',
  teacherAccuracy: 'on all test images',
  emptyLoss: 'Press Play: the losses of every step appear here.',
  emptyAccuracy: 'The student is tested from time to time; its accuracy appears here.',
  emptyLearningRate: 'Warm-up and cosine appear here.',
  emptyTeacher: 'The teacher’s losses appear here.',
  step: 'step',
  cursor: 'Step to read the values of',
  scrub: 'Step to read the values of and to take the maps and answers back to; Escape returns to the present.',
  scrubHint: 'Drag, and the maps and answers go back to that step. Escape returns to the present.',
  notFinite: 'not finite',
} as const;
