import { expect, test } from 'vitest';
import { CACHES, LOCKS, SETTINGS, TAB_SETTINGS, TABLES } from './names';

const names = [
  ...Object.values(TABLES).map(({ database }) => database),
  ...Object.values(CACHES),
  ...Object.values(SETTINGS),
  ...Object.values(TAB_SETTINGS),
  ...Object.values(LOCKS).map((named) => named('x')),
];

test('every name begins with the product’s, so that no other page of the origin meets it', () => {
  for (const name of names) expect(name).toMatch(/^deit-playground(?![a-z])/);
});

test('no name is used twice', () => {
  expect(new Set(names).size).toBe(names.length);
});

test('kept things of the last release are found under the names that it used', () => {
  expect(TABLES).toMatchObject({
    currentRuns: { database: 'deit-playground', store: 'run' },
    keptRuns: { database: 'deit-playground-runs', store: 'runs' },
    trialSets: { database: 'deit-playground-trials', store: 'sets' },
  });
  expect(CACHES.models).toBe('deit-playground-models');
  expect(SETTINGS).toEqual({
    theme: 'deit-playground.theme',
    experiment: 'deit-playground.experiment',
    benchmark: 'deit-playground.benchmark',
  });
  expect(TAB_SETTINGS.page).toBe('deit-playground-page');
});
