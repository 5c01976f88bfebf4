import { AMOUNTS, type Corruption, type TestSetKind } from '../experiment/testSets';

const range = (kind: Corruption, show: (amount: number) => string) =>
  `${show(AMOUNTS[kind][1]!)} to ${show(AMOUNTS[kind].at(-1)!)}`;
const perCent = (share: number) => `${Math.round(100 * share)} %`;

/** Sentences of the other test sets. */
export const testSetsText = {
  heading: 'Other test sets',
  intro: (drawn: boolean) =>
    `Does the student know more than these test images? The paper asks this with ImageNet-V2 and ReaL. Here: ${drawn ? 'new images in another style, all true labels of an image, and ' : ''}the test images with noise, blur, less contrast, fewer pixels and shifts, at five strengths. Training pauses during the measurement.`,
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
    `With so few images, an accuracy is uncertain by up to ±${points} points (95 %). Differences between sets of the same images are less uncertain.`,

  tableTitle: 'Accuracy by test set',
  tableUnit: '%, and difference from the test set itself in points',
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
    'Another style: new images of the same classes, in other colours and sizes, with an ink line and more grain.',
  labelsSentence:
    'All true labels: the same test images, but an answer is right if it names any true label of the image: the object or the texture behind it.',
  example: (labels: string) => `right: ${labels}`,
  or: ' or ',

  chartTitle: (kind: Corruption) => `Accuracy under ${testSetsText.kinds[kind]}`,
  chartUnit: '%',
  chartX: 'strength',
  examples: (kind: Corruption) => `One image with ${testSetsText.kinds[kind]}, strengths 0 to 5`,
  reading: (name: string, from: string, to: string) => `${name} from ${from} to ${to}`,
  help: {
    noise: `Gaussian noise on every value; its standard deviation is ${range('noise', perCent)} of the range.`,
    blur: `Gaussian blur; its standard deviation is ${range('blur', String)} pixels (images are 32 × 32).`,
    contrast: `Contrast reduced to ${range('contrast', perCent)}.`,
    pixelate: `Width and height reduced to ${range('pixelate', perCent)} of the pixels.`,
    shift: `Shifted by ${range('shift', String)} pixels (images are 32 × 32), each image in its own direction.`,
  } satisfies Record<Corruption, string>,
};
