import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../config';
import { DEFAULTS, FIELDS, GROUPS, isLive } from './table';
import { validate } from './validate';
import { differences } from './values';

// The compiler demands every field here, so a field without a row is found.
const everyField: ExperimentConfig = {
  dataset: 'shapes',
  trainImages: 0,
  labelledImages: 0,
  labelNoise: 0,
  imageSize: 32,
  patchSize: 8,
  dim: 64,
  depth: 4,
  heads: 4,
  mlpRatio: 4,
  distToken: true,
  dropPath: 0,
  teacher: 'pretrained',
  teacherFamily: 'resnet',
  teacherWidth: 16,
  teacherEpochs: 5,
  distillation: 'hard',
  tau: 3,
  lambda: 0.5,
  klNormalisation: 'batchmean',
  labelSmoothing: 0,
  teacherSmoothing: 0,
  batchSize: 64,
  epochs: 20,
  learningRate: 1e-3,
  minLearningRate: 1e-5,
  warmupEpochs: 2,
  weightDecay: 0.05,
  ema: 0,
  seed: 1,
  crop: 'resized',
  shiftPixels: 4,
  border: 'black',
  cropMinArea: 0.2,
  flip: true,
  randAugment: 0,
  erasing: 0,
  mixup: 0,
  cutmix: 0,
  repeats: 1,
};

test('the table has one row for every field, and its defaults are the default experiment', () => {
  expect(FIELDS.map((field) => field.key).sort()).toEqual(Object.keys(everyField).sort());
  expect(DEFAULTS).toEqual(everyField);
});

test('the default experiment is possible as it is', () => {
  expect(validate(DEFAULTS)).toEqual({ config: DEFAULTS, messages: [] });
});

test('names in addresses are distinct and need no escaping', () => {
  const names = FIELDS.map((field) => field.short);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z]+$/);
});

test('every field is in a group that the form shows', () => {
  const groups = new Set(GROUPS.map((group) => group.id));
  expect(FIELDS.filter((field) => !groups.has(field.group))).toEqual([]);
});

test('live are the fields that go through the step buffer', () => {
  expect(
    FIELDS.filter((field) => isLive(field.key))
      .map((field) => field.key)
      .sort(),
  ).toEqual(['labelSmoothing', 'lambda', 'learningRate', 'tau', 'teacherSmoothing']);
});

test('differences name what has a meaning in one of the two experiments, with units', () => {
  const soft: ExperimentConfig = {
    ...DEFAULTS,
    distillation: 'soft',
    tau: 4,
    patchSize: 4,
    trainImages: 500,
    shiftPixels: 2,
  };
  expect(differences(DEFAULTS, soft).map(({ field, from, to }) => `${field.label}: ${from} → ${to}`)).toEqual([
    'Training images: all → 500',
    'Teacher’s term: Hard → Soft',
    'Temperature τ: 3 → 4',
    'Patch size: 8 px → 4 px',
  ]);
});
