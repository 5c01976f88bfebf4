import type { Answerer, SweptField } from '../experiment/trials/trials';
import { formatCount } from './numbers';
import { strategiesText } from './strategies';

/** Sentences of the Experiments view. */
export const experimentsText = {
  heading: 'When does distillation help?',
  intro:
    'Matched trials are students that start with the same weights and see the same batches and crops. Only their teaching differs. Several seeds tell a gain from luck. Your own run is paused while trials train.',
  scenario: 'Question',
  present: 'The experiment of this page',
  presentQuestion: 'The experiment of the Train view, once with each strategy.',
  strategies: 'Strategies',
  seeds: 'Seeds',
  epochs: 'Epochs',
  sweep: 'Sweep over',
  noSweep: 'nothing',
  values: 'Values',
  valuesHelp: 'numbers separated by commas',
  otherTests: 'also test each student on other test sets',
  plan: (trials: number, trained: number) => {
    const students = trained === 1 ? '1 student' : `${trained} students`;
    if (trained === trials) return `Trains ${students}.`;
    return `Trains ${students} for ${trials} results. A student that the swept field does not affect is trained only once.`;
  },
  start: 'Start',
  pause: 'Pause',
  continue: 'Continue',
  save: 'Save as file',
  open: 'Open a file …',
  needsRun: 'Wait until the page is ready.',
  progress: (done: number, all: number) => `${done} of ${all} trials finished`,
  left: (time: string) => `about ${time} left`,
  underWay: (strategy: string, seed: number, label: string) =>
    `Training: ${strategy}, seed ${seed}${label ? `, ${label}` : ''}`,
  lists: 'Available trials',
  recorded: 'Recorded',
  recordedHelp: 'Shipped with this page. Each recording names the commit that made it.',
  kept: 'Kept in this browser',
  none: 'There are none yet.',
  delete: (name: string) => `Delete ${name}`,
  deleteShort: 'Delete',
  unstored: 'only until you close the page, because this browser cannot store it. Save it as a file.',
  doneOf: (done: number, all: number) => `${done} of ${all}`,

  labels: strategiesText,
  strategy: 'Strategy',
  paperRow: (head: string, shares: string) => `${head} ${shares}`,
  cls: 'class head',
  dist: 'distillation head',
  both: 'both',
  averaged: 'averaged weights',
  gain: 'gain',
  paper: 'paper: Ti / S / B',
  paperHeads: { cls: 'class', dist: 'distillation', 'both-logits': 'both' },
  tableTitle: 'Accuracy on the test images',
  tableUnit: '%, mean ± standard deviation over seeds',
  tested: (images: number) => `Tested on ${formatCount(images)} test images.`,
  student: (dim: number, depth: number, patch: number) =>
    `Students: width ${dim}, ${depth} layers, patches of ${patch} px.`,
  training: (images: number | null, epochs: number) =>
    images === null
      ? `Trained on all training images for ${epochs} epochs.`
      : `Trained on ${formatCount(images)} training images for ${epochs} epochs.`,
  softRows: (tau: number, lambda: number) => `Soft rows: τ ${tau}, λ ${lambda} (paper: 3 and .1).`,
  teacherLine: (accuracy: string) => `The teacher’s own accuracy: ${accuracy} %.`,
  tableHelp:
    'Usual: the class head learns from label and teacher. Token: a separate distillation token learns from the teacher. Gain: percentage points over the student without a teacher, paired by seed; bold if beyond seed noise. For students with two tokens, accuracy is that of both heads together (mean of logits). The last column is Table 3 of the paper, on ImageNet at 224 pixels. Its images differ and its students are far larger: compare the order, not the size.',
  labelledHelp: (better: string) =>
    `Without a teacher, an image without a label teaches nothing. Therefore a student without a teacher is also trained on only the labelled images, for the same number of steps. Gains are over the better of the two, here “${better}”.`,
  controlHelp:
    'The control has a second class token instead of the distillation token. Both heads learn the true label, without a teacher. Its second head is in the column of the distillation head. If the distillation token gains and the control does not, the gain comes from the teacher and not from one more token (paper, section 4).',
  sameStart: (seed: number, weights: string, order: string) =>
    `Seed ${seed}: same initial weights (${weights}), same images, labels and crops (${order}).`,
  labelledStart:
    'The student with only the labelled images starts with the same weights, but draws its batches from those images only.',
  otherStart: (seed: number) => `Seed ${seed}: these trials started differently.`,
  sameBadge: 'Same start, checked',
  otherBadge: 'Different start',
  loneBadge: 'Start recorded, nothing to compare yet',

  verdict: {
    oneSeed: 'One seed cannot tell a gain from luck. Train at least three seeds.',
    twoSeeds: (over: string, gains: string) =>
      `Two seeds are too few to tell a gain from luck. Train a third seed. The differences from “${over}” so far: ${gains}.`,
    beyond: (over: string, gains: string) => `Differences from “${over}” beyond seed noise: ${gains}.`,
    within: (gains: string) => `Differences within seed noise: ${gains}.`,
    gains: (list: readonly string[]) => list.join('; '),
    points: (name: string, mean: string, deviation: string) => `${name} ${mean} ± ${deviation} points`,
    none: (over: string) => `No strategy differs from “${over}” by more than seed noise here.`,
    rule: 'Each difference is tested on its own. It is beyond seed noise if the 95 % confidence interval of its mean over at least three seeds (paired, Student’s t) does not contain zero. One in twenty differences passes this test by luck alone.',
    control: (over: string, mean: string, deviation: string | null, beyond: boolean | null, cosine: string | null) =>
      [
        `The control with two class tokens: ${deviation === null ? mean : `${mean} ± ${deviation}`} points over “${over}”.`,
        beyond === null ? '' : beyond ? 'This is beyond seed noise.' : 'This is not beyond seed noise.',
        cosine === null
          ? ''
          : `The cosine of its tokens after the last layer is ${cosine}. In the paper, two learned class tokens have .999 and bring no gain.`,
      ]
        .filter(Boolean)
        .join(' '),
    needsPlain: 'There is nothing to compare with. Add the strategy “no distillation”.',
  },

  sweepTitle: 'Accuracy by',
  sweepUnit: '%, band or bar: one standard deviation over seeds',
  teacherItself: 'teacher',
  paperTeachers:
    'Paper, Table 2: DeiT-B⚗ with different teachers (teacher → student). DeiT-B 81.8 → 81.9; RegNetY-4GF 80.0 → 82.7, 8GF 81.7 → 82.7, 12GF 82.4 → 83.1, 16GF 82.9 → 83.1. A convolutional teacher beats a more accurate transformer.',
  sweepHelp: 'For students with two tokens, accuracy is that of both heads together.',
  fields: {
    trainImages: 'training images',
    labelledImages: 'labelled images',
    labelNoise: 'share of wrong labels',
    cropMinArea: 'smallest crop (share of the area)',
    teacherFamily: 'kind of teacher',
    teacherEpochs: 'epochs of the teacher',
    teacherWidth: 'width of the teacher',
    tau: 'temperature τ',
    lambda: 'weight λ of soft distillation',
    epochs: 'epochs',
  } satisfies Record<SweptField, string>,
  setting: (field: string) => `Results for ${field}`,

  otherTestsTitle: 'On other test sets',
  otherTestsUnit: '%, mean ± standard deviation over seeds; below, the gain on that set in points',
  otherTestsHelp:
    'Each corruption is the mean of five strengths. Bold gains are beyond seed noise. The Train view shows pictures of these test sets.',
  testSet: 'Test set',
  teacherColumn: 'teacher',

  recordedAnswer: 'Recorded result:',
  openRecording: 'Open the recording',
  answerAt: (field: string, value: string, sentence: string) => `${field} ${value}: ${sentence}`,
  agreementTitle: 'Disagreement',
  agreementUnit: 'share of test images with different answers',
  agreementStudent: 'Strategy of the student',
  agreementHelp: (seeds: number) => (seeds === 1 ? 'One seed.' : `Mean over ${seeds} seeds.`),
  agreementPartly: (seeds: number) =>
    `The comparison with the student without distillation covers only ${seeds} of them. The answers of the others were not saved.`,
  agreementPaper:
    'Paper (Table 4): teacher and no distillation .133, teacher and class head .112, teacher and distillation head .100, both heads .050.',
  answerers: {
    label: 'label',
    teacher: 'teacher',
    none: 'no distillation',
    cls: 'class head',
    dist: 'distillation head',
    both: 'both',
  } satisfies Record<Answerer, string>,
  secondHead: 'second head',

  cosineTitle: 'Similarity of the two tokens during training',
  cosineUnit: 'cosine after the last layer',
  cosineHelp:
    'Mean over eight test pictures and the seeds, at log-spaced steps. Paper: .93 after the last layer. Two class tokens become almost identical (.999 between the learned tokens).',
  layersTitle: 'Similarity of the two tokens by layer',
  layersUnit: 'cosine at the end of training',
  layersHelp:
    'Layer 0 is the input: the tokens with their position embeddings. Mean over eight test pictures and the seeds. Paper: .06 between the learned tokens, .93 after the last layer.',
  layer: 'layer',
  step: 'step',
  endsAt: (name: string, value: string) => `${name} ends at ${value}`,

  curveTitle: 'Accuracy during training',
  curveUnit: '%, mean over seeds',
  curveHelp: 'Measured on a fixed random subset of the test images during training, and on all of them at the end.',

  origin: (dataset: string, adapter: string, date: string, minutes: string, commit: string | null) =>
    `${dataset}; trained on ${adapter}, ${date}, ${minutes} in total${commit ? `; source ${commit}` : ''}.`,
} as const;
