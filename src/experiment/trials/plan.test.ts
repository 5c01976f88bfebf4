import { expect, test } from 'vitest';
import { validate } from '../fields/validate';
import { experimentOf, planOf } from './plan';
import { trialsOf } from './trials';

test('fields of the page by name, with its defaults for the others; a shared link may stand for them', () => {
  expect(experimentOf({}, 'a.json')).toEqual(validate({}).config);
  expect(experimentOf({ dataset: 'mnist', epochs: 3 }, 'a.json')).toMatchObject({ dataset: 'mnist', epochs: 3 });
  const linked = experimentOf({ link: 'https://example.org/#epochs=7&view=look', seed: 5 }, 'a.json');
  expect(linked).toMatchObject({ epochs: 7, seed: 5 });
});

test('what is no possible experiment is refused, with the file and the field', () => {
  expect(() => experimentOf({ epoch: 3 }, 'a.json')).toThrow('a.json: epoch: no field of an experiment.');
  expect(() => experimentOf({ dim: 'wide' }, 'a.json')).toThrow(/^a\.json: .*it must be a number/);
});

test('a plan without strategies and seeds takes all rows of the table but not its control, and three seeds', () => {
  expect(planOf({ base: {} }, 'plan.json')).toMatchObject({
    strategies: { length: 5 },
    seeds: [1, 2, 3],
    sweep: null,
    otherTests: false,
  });
  expect(planOf({ base: {}, otherTests: true }, 'plan.json').otherTests).toBe(true);
});

test('the control is trained where a plan asks for it', () => {
  const { strategies } = planOf({ base: {}, strategies: ['two-class', 'none'] }, 'plan.json');
  expect(strategies).toEqual(['none', 'two-class']);
});

test('a sweep over kinds of teacher takes shipped ones where the experiment does and all are shipped, else trains each', () => {
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

test('the labelled images alone are a row only where some have no label', () => {
  const strategies = ['none', 'labelled-only'];
  const few = { trainImages: 2000, labelledImages: 100 };
  expect(planOf({ base: few, strategies }, 'plan.json').strategies).toEqual(strategies);
  expect(planOf({ base: {}, strategies }, 'plan.json').strategies).toEqual(['none']);
  expect(() => planOf({ base: {}, strategies: ['labelled-only'] }, 'plan.json')).toThrow(/all images have labels/);
  // How much longer they are trained depends on how many images there are: never left out without a word.
  const unsaid = { trainImages: 0, labelledImages: 100 };
  expect(() => planOf({ base: unsaid, strategies }, 'plan.json')).toThrow(/set the number of training images/);
});

test.each([
  [{ strategies: ['best'] }, /no strategy best/],
  [{ seeds: [1.5] }, /seeds must be whole numbers/],
  [{ sweep: { field: 'flip', values: [1] } }, /no sweep over flip, but over trainImages, /],
  [{ sweep: { field: 'dataset', values: ['shapes'] } }, /no sweep over dataset/],
  // A number, but one that the table of accuracies has no words for, and one that the plan sets itself.
  [{ sweep: { field: 'dim', values: [32] } }, /no sweep over dim/],
  [{ sweep: { field: 'seed', values: [1, 2] } }, /no sweep over seed/],
  [
    { sweep: { field: 'teacherFamily', values: ['vgg'] } },
    /must be some of resnet, regnety, efficientnet, transformer/,
  ],
  [{ sweep: { field: 'teacherFamily', values: [] } }, /must be some of/],
  [{ sweep: { field: 'tau', values: ['1'] } }, /values must be numbers/],
  [{ sweep: { field: 'tau', values: [1e6] } }, /largest possible/],
  [{ sweep: { field: 'labelledImages', values: [0, 100] } }, /0 means “all” here/],
  [{ seeds: Array.from({ length: 101 }, (_, i) => i) }, /more than can be kept/],
])('the plan %j is refused', (plan, sentence) => {
  expect(() => planOf(plan, 'plan.json')).toThrow(sentence);
});

test('a plan that asks for billions of trials is refused before any of them is made', () => {
  const numbers = Array.from({ length: 50_000 }, (_, i) => i + 1);
  const asked = { seeds: numbers, sweep: { field: 'trainImages', values: numbers } };
  expect(() => planOf(asked, 'plan.json')).toThrow('12500000000 trials are more than can be kept (500).');
});

test('swept numbers are in order, however they were written', () => {
  expect(planOf({ base: {}, sweep: { field: 'tau', values: [3, 1, 2, 1] } }, 'plan.json').sweep!.values).toEqual([
    1, 2, 3,
  ]);
});
