/** Sentences of the curves. */
export const curvesText = {
  curves: 'Curves',
  smoothing: 'Smoothing',
  smoothingHelp: 'Weight of the past in an exponential moving average, as in TensorBoard. 0 shows the measured values.',
  logAxis: 'Log axis',
  loss: 'Training loss',
  lossUnit: 'nats',
  total: 'total',
  terms: { label: 'label term', teacher: 'teacher term', cls: 'first class head', dist: 'second class head' },
  accuracy: 'Test accuracy',
  /** Tests during training use a part of the test images, the last test all of them. */
  accuracyUnit: (images: number | undefined, last: number | undefined) => {
    if (images === undefined || last === undefined) return '%';
    const of = `% of ${images.toLocaleString('en')}`;
    return images === last ? of : `${of}; the last test: ${last.toLocaleString('en')}`;
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
  emptyLearningRate: 'The learning rate of every step appears here.',
  emptyTeacher: 'The teacher’s losses appear here.',
  step: 'step',
  cursor: 'Step whose values are shown',
  scrub: 'Step whose values, maps and answers are shown. Escape returns to the current step.',
  scrubHint: 'Drag to see the maps and answers of an earlier step. Escape returns to the current step.',
  notFinite: 'not finite',
} as const;
