import type { Answerer, StrategyId, SweptField } from '../experiment/trials/trials';

/** Sentences of the Experiments view. */
export const experimentsText = {
  heading: 'When does distillation help?',
  intro:
    'Matched trials: students that begin with the same weights, see the same batches and the same crops, and differ in nothing but what teaches them. Several seeds tell what is a gain and what is luck. Your own run rests meanwhile.',
  scenario: 'Question',
  present: 'The experiment of this page',
  presentQuestion: 'The experiment as it is set in Train, with every way of teaching in turn.',
  strategies: 'Ways of teaching',
  seeds: 'Seeds',
  epochs: 'Epochs',
  sweep: 'Sweep over',
  noSweep: 'nothing',
  values: 'Values',
  valuesHelp: 'numbers, apart by commas',
  otherTests: 'then ask each student about other test sets',
  plan: (trials: number, trained: number) => {
    const trainings = trained === 1 ? '1 training' : `${trained} trainings`;
    if (trained === trials) return trainings;
    return `${trainings} for ${trials} results: a student that does not hear of what is swept is trained once`;
  },
  start: 'Start',
  pause: 'Pause',
  goOn: 'Go on',
  save: 'Save as file',
  open: 'Open a file …',
  fileLabel: 'A file of trials',
  needsRun: 'Wait until the page is ready.',
  progress: (done: number, all: number) => `${done} of ${all} trials finished`,
  left: (time: string) => `about ${time} left`,
  underWay: (strategy: string, seed: number, label: string) =>
    `Training: ${strategy}, seed ${seed}${label ? `, ${label}` : ''}`,
  lists: 'Trials at hand',
  recorded: 'Recorded',
  recordedHelp: 'Made beforehand with this code, at the commit that stands below each.',
  kept: 'Kept in this browser',
  none: 'Nothing yet.',
  delete: (name: string) => `Delete ${name}`,
  deleteShort: 'Delete',
  unstored: 'only until the page is closed: this browser has no room for it. Save it as a file.',
  doneOf: (done: number, all: number) => `${done} of ${all}`,

  labels: {
    none: 'no distillation',
    'labelled-only': 'no distillation, labelled images alone',
    'usual-soft': 'usual, soft',
    'usual-hard': 'usual, hard',
    'token-soft': 'token, soft',
    'token-hard': 'token, hard',
    'two-class': 'two class tokens (control)',
  } satisfies Record<StrategyId, string>,
  strategy: 'Taught by',
  cls: 'class head',
  dist: 'distillation head',
  both: 'both',
  averaged: 'averaged weights',
  gain: 'gain',
  paper: 'paper: Ti / S / B',
  paperHeads: { cls: 'class', dist: 'distillation', 'both-logits': 'both' },
  tableTitle: 'Accuracy on the test images',
  tableUnit: '%, mean ± deviation over seeds',
  trained: (images: string) => `On ${images} test images.`,
  student: (dim: number, depth: number, patch: number) =>
    `Students: width ${dim}, ${depth} layers, patches of ${patch} px.`,
  training: (images: number | null, epochs: number) =>
    `Trained on ${images === null ? 'all' : images.toLocaleString('en')} training images, ${epochs} epochs.`,
  softRows: (tau: number, lambda: number) => `Soft rows: τ ${tau}, λ ${lambda} (the paper’s: 3 and .1).`,
  teacherLine: (accuracy: string) => `The teacher itself: ${accuracy} %.`,
  tableHelp:
    'Usual: the class head learns from label and teacher. Token: a distillation token of its own learns from the teacher. Gain: in percentage points over the student without teacher, paired by seed, bold where beyond seed noise; students with two tokens are judged by both heads together (mean of logits). Beside it Table 3 of the paper, on ImageNet at 224 pixels: other images and a far larger student, for the order and not for the size.',
  labelledHelp: (better: string) =>
    `Without a teacher an image without label teaches nothing. So such a student is also trained on the labelled images alone, for as many steps; gains are over the better of the two, here “${better}”.`,
  controlHelp:
    'The control has a second class token in the place of the distillation token: both heads learn the true label, nobody teaches. Its second head stands in the column of the distillation head. If a token gains and the control does not, the gain is the teacher’s and not that of one more token (paper, section 4).',
  sameStart: (seed: number, weights: string, order: string) =>
    `Seed ${seed}: same initial weights (${weights}), same images, labels and crops (${order}).`,
  labelledStart:
    'The student that has the labelled images alone begins with the same weights; its batches can only be drawn from those images.',
  otherStart: (seed: number) => `Seed ${seed}: these trials did not begin alike.`,
  sameBadge: 'Same start, checked',
  otherBadge: 'Not the same start',
  loneBadge: 'Start noted, nothing to compare yet',

  verdict: {
    oneSeed: 'One seed says nothing about luck: train at least two, better three.',
    twoSeeds: (over: string) => `Two seeds are too few to tell gain from luck: train a third. So far, over “${over}”:`,
    beyond: (over: string) => `Over “${over}”, beyond seed noise:`,
    within: 'Not beyond seed noise:',
    points: (name: string, mean: string, deviation: string) => `${name} ${mean} ± ${deviation} points`,
    none: (over: string) => `No way of teaching differs from “${over}” by more than seed noise here.`,
    rule: 'Each difference is judged by itself: it is more than noise where the 95 % interval of its mean over three seeds or more (paired, Student’s t) leaves out zero. Of twenty that are nothing but luck one passes.',
    control: (over: string, mean: string, deviation: string | null, beyond: boolean | null, cosine: string | null) =>
      [
        `The control, two class tokens: ${mean}${deviation === null ? '' : ` ± ${deviation}`} points over “${over}”`,
        beyond === null ? '' : beyond ? ', beyond seed noise' : ', not beyond seed noise',
        cosine === null
          ? ''
          : `; cosine of its tokens after the last layer ${cosine} (paper: the two learned tokens .999, and no gain)`,
        '.',
      ].join(''),
    needsPlain: 'Without the row “no distillation” there is nothing to compare with.',
  },

  sweepTitle: 'Accuracy by',
  sweepUnit: '%, band or bar: one deviation over seeds',
  teacherItself: 'the teacher itself',
  paperTeachers:
    'Paper, Table 2, a DeiT-B⚗ by its teacher (teacher → student): DeiT-B 81.8 → 81.9; RegNetY-4GF 80.0 → 82.7, 8GF 81.7 → 82.7, 12GF 82.4 → 83.1, 16GF 82.9 → 83.1: a convolutional teacher beats a better transformer.',
  sweepHelp: 'Students with two tokens are judged by both heads together.',
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
  setting: 'Table at',

  otherTestsTitle: 'On other test sets',
  otherTestsUnit: '%, mean ± deviation over seeds; in points the gain on that set',
  otherTestsHelp:
    'Corruptions are means of five strengths. Bold gains are beyond seed noise. The sets are those of Train, where their pictures are shown.',
  testSet: 'Test set',
  teacherColumn: 'teacher',

  recordedAnswer: 'Recorded with this playground:',
  openRecording: 'Open the recording',
  answerAt: (field: string, value: string) => `${field} ${value}:`,
  agreementTitle: 'Who agrees with whom',
  agreementUnit: 'share of test images with different answers',
  agreementStudent: 'Student taught by',
  agreementHelp: (seeds: number) => (seeds === 1 ? 'Of one seed.' : `Mean over ${seeds} seeds.`),
  agreementPartly: (seeds: number) =>
    `Beside the student without distillation ${seeds} of them: the answers of the others were not kept.`,
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

  cosineTitle: 'How alike both tokens become',
  cosineUnit: 'cosine after the last layer',
  cosineHelp:
    'Mean over eight test pictures and the seeds, at log-spaced steps. Paper: .93 after the last layer; two class tokens become one and the same (.999 between the learned tokens).',
  layersTitle: 'How alike both tokens are, by layer',
  layersUnit: 'cosine at the end of training',
  layersHelp:
    'At the input (0: the tokens with their positions) and after each layer; mean over eight test pictures and the seeds. Paper: .06 between the learned tokens, .93 after the last layer.',
  layer: 'layer',
  step: 'step',

  curveTitle: 'Accuracy over training',
  curveUnit: '%, mean over seeds',
  curveHelp: 'On a fixed random part of the test images while training, on all of them at the end.',

  origin: (dataset: string, adapter: string, date: string, minutes: string, commit: string | null) =>
    `${dataset}; trained on ${adapter}, ${date}, ${minutes} in all${commit ? `; source ${commit}` : ''}.`,
} as const;
