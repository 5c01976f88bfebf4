import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../config';
import { LIVE_FIELDS, liveOf } from './live';
import { DEFAULTS, experimentFrom, FIELDS, fieldOf, GROUPS } from './table';
import { validate } from './validate';
import { differences } from './values';

test('every row has the key that it stands under', () => {
  for (const field of FIELDS) expect(fieldOf(field.key)).toBe(field);
});

test('the default experiment is possible as it is', () => {
  expect(validate(DEFAULTS)).toEqual({ config: DEFAULTS, messages: [] });
});

test('an experiment needs a value of its type for each field', () => {
  expect(() => experimentFrom((field) => (field.key === 'tau' ? '3' : field.default))).toThrow(/no value of its type/);
  expect(() => experimentFrom((field) => (field.key === 'crop' ? 'zoom' : field.default))).toThrow();
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

test('the live fields are those that go through the step inputs', () => {
  expect([...LIVE_FIELDS].sort()).toEqual(['labelSmoothing', 'lambda', 'learningRate', 'tau', 'teacherSmoothing']);
  expect(liveOf({ ...DEFAULTS, tau: 9 })).toEqual({
    ...{ tau: 9, lambda: DEFAULTS.lambda, learningRate: DEFAULTS.learningRate },
    ...{ labelSmoothing: DEFAULTS.labelSmoothing, teacherSmoothing: DEFAULTS.teacherSmoothing },
  });
});

test('differences name the fields that matter in one of the two experiments, with units', () => {
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
