/** Sentences that follow one picture through a training step. */
export const stepText = {
  heading: 'What happens now',
  step: (step: string) => `step ${step}`,
  empty: 'Press Play. This panel then follows one picture of every batch, from its crop to the two losses.',
  original: 'in the data set',
  augmented: 'model input',
  augmentedBy: (operations: string) => `model input (${operations})`,
  flipped: 'flipped',
  erased: 'partly erased',
  ops: {
    autoContrast: 'contrast stretched',
    equalize: 'equalised',
    invert: 'inverted',
    rotate: 'rotated',
    posterize: 'posterised',
    solarize: 'solarised',
    solarizeAdd: 'dark parts lightened',
    color: 'colour changed',
    contrast: 'contrast changed',
    brightness: 'brightness changed',
    sharpness: 'sharpness changed',
    shearX: 'sheared',
    shearY: 'sheared',
    translateX: 'shifted',
    translateY: 'shifted',
  },
  mixedWith: (label: string, percent: number, cut: boolean) =>
    `${percent} % of it is ${cut ? 'replaced by' : 'blended with'} another picture, ${label}.`,
  /** The target of the label's term, given the labels of the picture and of the one that is mixed in. */
  target: (own: string | null, partner: string | null) => {
    if (own === null && partner === null) return 'Neither picture has a label.';
    if (own === null || partner === null)
      return `Only the ${own === null ? 'other' : 'first'} picture has a label, ${own ?? partner}. It counts by its share.`;
    return own === partner
      ? `The target of the label’s term is ${own}.`
      : `The target of the label’s term is ${own} and ${partner}, by these shares.`;
  },
  originalAlt: (label: string) => `A picture of the class ${label} from the training set, with its crop box.`,
  augmentedAlt: 'The same picture after cropping, as teacher and student see it.',
  trueLabel: 'True label',
  trueLabels: 'True labels',
  share: (percent: number) => `${percent} %`,
  wrongLabel: 'Label given to the student',
  noLabel: 'The student gets no label for this picture, so only the teacher’s term counts.',
  noLabelNoTeacher: 'The student gets no label for this picture and learns nothing from it.',
  teacherLabel: 'Teacher’s label',
  agree: 'Label and teacher agree on this crop.',
  differ: (label: string, teacher: string) => `The label says ${label}, the teacher sees ${teacher}.`,
  agreeWithMore: (more: string) => `The teacher sees ${more}, which has the larger share.`,
  agreeWithLess: (more: string, less: string) => `${more} has the larger share, but the teacher sees ${less}.`,
  differFromBoth: (more: string, less: string, teacher: string) =>
    `The labels say ${more} and ${less}, the teacher sees ${teacher}.`,
  noTeacher: 'There is no teacher’s term: the student learns only from the label.',
  labelTwice: 'Both tokens learn the label. The teacher has no part in it.',
  teacher: 'Teacher',
  cls: 'Class head',
  atTau: (tau: number) => `at τ = ${tau}`,
  teaches: 'sees the same crop',
  learnsLabel: 'learns the label',
  learnsTeacher: 'learns from the teacher',
  learnsBoth: 'learns from label and teacher',
  learnsNothing: 'learns nothing: no term uses it',
  terms: {
    label: 'label term',
    teacher: 'teacher term',
    cls: 'first class head',
    dist: 'second class head',
  },
  /** Subscripts of the losses in formulas. */
  subscripts: { label: 'label', teacher: 'teacher', first: 'first', second: 'second' },
  total: 'total loss',
  batchMean: 'batch means, as plotted',
  batchMeanRounded: 'batch means, as plotted. Each number is rounded on its own, so the digits need not add up.',
  rounded: 'Each number is rounded on its own, so the digits need not add up.',
} as const;
