import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SCENARIOS } from './scenarios';
import { trialId, trialsOf } from './trials';

const files = readdirSync(new URL('../scenarios/', import.meta.url));

test('every file of the folder is a scenario with a name of its own', () => {
  expect(SCENARIOS.map(({ id }) => `${id}.json`).sort()).toEqual(files.sort());
  expect(new Set(SCENARIOS.map(({ plan }) => plan.name)).size).toBe(SCENARIOS.length);
  expect(SCENARIOS[0]!.id).toBe('shapes-hard-crops');
});

test.each(SCENARIOS)('$id is a question with a plan that can be carried out', ({ question, plan }) => {
  expect(question).toMatch(/[.?]$/);
  const trials = trialsOf(plan);
  expect(new Set(trials.map(trialId)).size).toBe(trials.length);
  for (const strategy of plan.strategies) expect(trials.some((trial) => trial.strategy === strategy)).toBe(true);
});
