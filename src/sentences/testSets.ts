import { AMOUNTS, type Corruption, type TestSetKind } from '../experiment/testSets';

const range = (kind: Corruption, show: (amount: number) => string) =>
  `${show(AMOUNTS[kind][1]!)} to ${show(AMOUNTS[kind].at(-1)!)}`;
const perCent = (share: number) => `${Math.round(100 * share)} %`;

/** Sentences of the other test sets. */
export const otherTestsText = {
  heading: 'Other test sets',
  intro: (drawn: boolean) =>
    `Is it only these test images that the student knows? The paper asks that with ImageNet-V2 and ReaL. Here: ${drawn ? 'a fresh draw in another style, all true labels of a picture, and ' : ''}the test images with noise, blur, less contrast, fewer pixels and shifts, at five strengths. Training rests meanwhile.`,
  measure: 'Measure',
  again: 'Measure again',
  needsRun: 'Wait until the experiment is ready.',
  cancel: 'Cancel',
  measuring: 'Measuring the student on other test sets',
  none: 'Nothing was measured in this run yet.',
  measured: (step: string, images: string, all: string) =>
    `The student after step ${step}, on ${images} of ${all} images.`,
  since: 'It has learned on since.',
  chance: (points: string) =>
    `With so few images an accuracy is uncertain by up to ±${points} points (95 %); differences between sets of the same pictures by less.`,

  tableTitle: 'Accuracy by test set',
  tableUnit: '%, and points from the test set itself',
  set: 'Test set',
  strength: 'strength',
  images: 'images',
  differenceOf: (name: string) => `${name}, difference`,
  kinds: {
    plain: 'the test set itself',
    style: 'another style',
    labels: 'all true labels',
    noise: 'noise',
    blur: 'blur',
    contrast: 'less contrast',
    pixelate: 'fewer pixels',
    shift: 'shift',
  } satisfies Record<TestSetKind, string>,
  meanOf: 'mean of five strengths',
  styleHelp: 'as ImageNet-V2',
  labelsHelp: 'as ReaL',
  styleSentence:
    'Another style: pictures drawn afresh, the same classes in other colours and sizes, with an ink line and more grain.',
  labelsSentence:
    'All true labels: the test images again, but an answer is right if it names any of a picture’s true labels, the object or the texture behind it.',
  example: (labels: string) => `right: ${labels}`,
  or: ' or ',

  chartTitle: (kind: Corruption) => `Accuracy under ${otherTestsText.kinds[kind]}`,
  chartUnit: '%',
  chartX: 'strength',
  examples: (kind: Corruption) => `One picture at strengths 0 to 5 of ${otherTestsText.kinds[kind]}`,
  reading: (name: string, from: string, to: string) => `${name} from ${from} to ${to}`,
  help: {
    noise: `Gaussian noise on every value, its deviation ${range('noise', perCent)} of the range.`,
    blur: `Gaussian blur, its deviation ${range('blur', String)} pixels (of 32 a side).`,
    contrast: `Contrast brought down to ${range('contrast', perCent)}.`,
    pixelate: `Shown with ${range('pixelate', perCent)} of the pixels a side.`,
    shift: `Moved by ${range('shift', String)} pixels (of 32 a side), each picture another way.`,
  } satisfies Record<Corruption, string>,
};
