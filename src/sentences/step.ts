/** Sentences of the story of one image. */
export const stepText = {
  heading: 'What happens now',
  step: 'step',
  empty: 'Press Play: one picture of every batch is followed here, from its crop to the two losses.',
  original: 'in the data set',
  augmented: 'as models see it',
  flipped: 'flipped',
  erased: 'a part erased',
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
    `${percent} % of it ${cut ? 'replaced by' : 'blended with'} another picture, ${label}.`,
  /** What the label's term asks for, of the labels given for a picture and for the one in it. */
  target: (own: string | null, partner: string | null) => {
    if (own === null && partner === null) return 'Neither picture has a label.';
    if (own === null || partner === null)
      return `Only the ${own === null ? 'other' : 'first'} picture has a label, ${own ?? partner}: it counts by its share.`;
    return own === partner
      ? `The label’s target is ${own}.`
      : `The label’s target is ${own} and ${partner}, by these shares.`;
  },
  originalAlt: (label: string) => `A picture of the class ${label} from the training set, its crop box drawn.`,
  augmentedAlt: 'The same picture after cropping, as teacher and student see it.',
  trueLabel: 'True label',
  trueLabels: 'True labels',
  share: (percent: number) => `${percent} %`,
  wrongLabel: 'Label given to the student',
  noLabel: 'The student has no label of this picture: only the teacher’s term counts.',
  noLabelNoTeacher: 'The student has no label of this picture, and learns nothing from it.',
  teacherLabel: 'Teacher’s label',
  agree: 'Label and teacher agree on this crop.',
  differ: (label: string, teacher: string) => `The label says ${label}, the teacher sees ${teacher}.`,
  agreeWithMore: (more: string) => `The teacher sees ${more}, which has the greater share.`,
  agreeWithLess: (more: string, less: string) => `${more} has the greater share, the teacher sees ${less}.`,
  differFromBoth: (more: string, less: string, teacher: string) =>
    `The labels say ${more} and ${less}, the teacher sees ${teacher}.`,
  noTeacher: 'No teacher’s term: only the label is learned.',
  labelTwice: 'Both tokens learn the label; the teacher has no part in it.',
  teacher: 'Teacher',
  cls: 'Class head',
  atTau: (tau: number) => `at τ = ${tau}`,
  teaches: 'sees the same crop',
  learnsLabel: 'learns the label',
  learnsTeacher: 'learns from the teacher',
  learnsBoth: 'learns from label and teacher',
  learnsNothing: 'learns nothing: no term reads it',
  terms: {
    label: 'label term',
    teacher: 'teacher term',
    cls: 'first class head',
    dist: 'second class head',
  },
  total: 'total loss',
  batchMean: 'batch means, as plotted',
  roundedApart: 'Rounded one by one; the digits shown need not add up.',
} as const;
