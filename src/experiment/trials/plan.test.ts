import { expect, test } from 'vitest';
import { HEADLESS_IDS } from '../datasets';
import { DEFAULTS } from '../fields/table';
import { validate } from '../fields/validate';
import { withConsequences } from '../presets';
import { experimentOf, planOf, refuseUnknownKeys } from './plan';
import { trialsOf } from './trials';

test('a file names fields; the others have the defaults of the page, or the values of a shared link', () => {
  expect(experimentOf({}, 'a.json')).toEqual(validate({}).config);
  expect(experimentOf({ dataset: 'mnist', epochs: 3 }, 'a.json')).toMatchObject({ dataset: 'mnist', epochs: 3 });
  const linked = experimentOf({ link: 'https://example.org/#epochs=7&view=look', seed: 5 }, 'a.json');
  expect(linked).toMatchObject({ epochs: 7, seed: 5 });
});

test.each(HEADLESS_IDS)('a file that names only the data set %s trains what the page shows for it', (dataset) => {
  expect(experimentOf({ dataset }, 'a.json')).toEqual(withConsequences(DEFAULTS, { dataset }));
  // A file's own fields come last.
  expect(experimentOf({ dataset, flip: true, crop: 'none' }, 'a.json')).toMatchObject({ flip: true, crop: 'none' });
});

test('the usual crop and size of a data set are those of the file’s data set, not of the default', () => {
  const mnist = { imageSize: 28, patchSize: 7, crop: 'shift', shiftPixels: 2, flip: false };
  expect(experimentOf({ dataset: 'mnist' }, 'a.json')).toMatchObject(mnist);
  expect(planOf({ base: { dataset: 'mnist', epochs: 3 } }, 'a.json').base).toMatchObject({ ...mnist, epochs: 3 });
  const linked = experimentOf({ link: '#epochs=7', dataset: 'mnist' }, 'a.json');
  expect(linked).toMatchObject({ ...mnist, epochs: 7 });
});

test('a value that is not possible is refused, with the file and the field', () => {
  expect(() => experimentOf({ epoch: 3 }, 'a.json')).toThrow('a.json: epoch: no field of an experiment.');
  expect(() => experimentOf({ dim: 'wide' }, 'a.json')).toThrow(/^a\.json: .*it must be a number/);
});

test('a plan without strategies and seeds trains all rows of the table except the controls, with three seeds', () => {
  expect(planOf({ base: {} }, 'plan.json')).toMatchObject({
    strategies: { length: 5 },
    seeds: [1, 2, 3],
    sweep: null,
    otherTests: false,
  });
  expect(planOf({ base: {}, otherTests: true }, 'plan.json').otherTests).toBe(true);
});

test('a plan can name the control', () => {
  const { strategies } = planOf({ base: {}, strategies: ['two-class', 'none'] }, 'plan.json');
  expect(strategies).toEqual(['none', 'two-class']);
});

test('a sweep over kinds of teacher uses shipped teachers if the experiment does and all are shipped, else it trains each', () => {
  const teachers = (teacher: string, field: string, values: unknown[], dataset = 'shapes') => {
    const asked = { base: { teacher, dataset }, strategies: ['token-hard'], seeds: [1], sweep: { field, values } };
    return trialsOf(planOf(asked, 'plan.json')).map(({ config }) => [config.teacher, config.teacherFamily]);
  };
  const both = ['resnet', 'transformer'];
  expect(teachers('pretrained', 'teacherFamily', both)).toEqual(both.map((family) => ['pretrained', family]));
  expect(teachers('train', 'teacherFamily', both)).toEqual(both.map((family) => ['train', family]));
  expect(teachers('pretrained', 'teacherFamily', both, 'mnist')).toEqual(both.map((family) => ['train', family]));
  expect(teachers('pretrained', 'teacherFamily', ['resnet', 'regnety'])).toEqual([
    ['train', 'resnet'],
    ['train', 'regnety'],
  ]);
  expect(teachers('pretrained', 'teacherEpochs', [1, 2])).toEqual([
    ['train', 'resnet'],
    ['train', 'resnet'],
  ]);
});

test('the labelled images alone are a row only if some images have no label', () => {
  const strategies = ['none', 'labelled-only'];
  const few = { trainImages: 2000, labelledImages: 100 };
  expect(planOf({ base: few, strategies }, 'plan.json').strategies).toEqual(strategies);
  expect(planOf({ base: {}, strategies }, 'plan.json').strategies).toEqual(['none']);
  expect(() => planOf({ base: {}, strategies: ['labelled-only'] }, 'plan.json')).toThrow(/all images have labels/);
  // How long they are trained depends on the number of images, so it must be known.
  const unsaid = { trainImages: 0, labelledImages: 100 };
  expect(() => planOf({ base: unsaid, strategies }, 'plan.json')).toThrow(/set the number of training images/);
});

test.each([
  [{ strategies: ['best'] }, /no strategy best/],
  [{ seeds: [1.5] }, /seeds must be whole numbers/],
  [{ sweep: { field: 'flip', values: [1] } }, /no sweep over flip; there are trainImages, /],
  [{ sweep: { field: 'dataset', values: ['shapes'] } }, /no sweep over dataset/],
  // Two numbers: the table of accuracies has no words for the first, and the plan itself sets the second.
  [{ sweep: { field: 'dim', values: [32] } }, /no sweep over dim/],
  [{ sweep: { field: 'seed', values: [1, 2] } }, /no sweep over seed/],
  [{ sweep: { field: 'teacherFamily', values: ['no network'] } }, /must be some of resnet, regnety, /],
  [{ sweep: { field: 'teacherFamily', values: [] } }, /must be some of/],
  [{ sweep: { field: 'tau', values: ['1'] } }, /values must be numbers/],
  [{ sweep: { field: 'tau', values: [1e6] } }, /largest possible/],
  [{ sweep: { field: 'labelledImages', values: [0, 100] } }, /0 means “all” here/],
  [{ seeds: Array.from({ length: 101 }, (_, i) => i) }, /too many; the maximum is 500/],
])('the plan %j is refused', (plan, sentence) => {
  expect(() => planOf(plan, 'plan.json')).toThrow(sentence);
});

test('a plan with billions of trials is refused before any of them is made', () => {
  const numbers = Array.from({ length: 50_000 }, (_, i) => i + 1);
  const asked = { seeds: numbers, sweep: { field: 'trainImages', values: numbers } };
  expect(() => planOf(asked, 'plan.json')).toThrow('12500000000 trials are too many; the maximum is 500.');
});

test('swept numbers are sorted, and each comes once', () => {
  expect(planOf({ base: {}, sweep: { field: 'tau', values: [3, 1, 2, 1] } }, 'plan.json').sweep!.values).toEqual([
    1, 2, 3,
  ]);
});

test('every scenario is a file that npm run sweep takes; a misspelt key is refused by name', () => {
  const files = import.meta.glob<Record<string, unknown>>('../scenarios/*.json', { eager: true, import: 'default' });
  expect(Object.keys(files).length).toBeGreaterThan(0);
  for (const [path, given] of Object.entries(files)) expect(() => refuseUnknownKeys(given, path)).not.toThrow();
  expect(() => refuseUnknownKeys({ strategy: ['none'] }, 'mine.json')).toThrow('mine.json: a plan has no strategy');
});
