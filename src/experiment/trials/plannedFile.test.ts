import { expect, test } from 'vitest';
import { planOf } from './plan';
import { trialsOfFile } from './plannedFile';
import type { TrialResult } from './trials';
import { trialsFile } from './trialsFile';

const plan = planOf({ base: {}, strategies: ['none'], seeds: [1, 2] }, 'plan.json');
const provenance = {
  dataset: { id: 'shapes' as const, name: 'Shapes', fingerprint: 'shapes-1' },
  ...{ classes: ['a', 'b'], adapter: 'an adapter', commit: null, date: '2026-01-01' },
};

function result(changes: Partial<TrialResult>): TrialResult {
  return {
    ...{ strategy: 'none', seed: 1, value: null, teacherAccuracy: null, testImages: 4, steps: 1, seconds: 1 },
    ...{ averaged: null, accuracy: { cls: 0.5, dist: null, 'both-logits': null, 'both-softmax': null } },
    ...{ start: { weights: '01234567', order: '01234567' }, curve: [], cosine: [], cosineByLayer: [], otherTests: [] },
    disagreement: Array.from({ length: 6 }, () => Array.from({ length: 6 }, () => null)),
    ...changes,
  };
}

const file = (...results: TrialResult[]) => JSON.stringify(trialsFile(plan, results, provenance));

test('the results of a plan are read with the plan', () => {
  const { plan: read, results } = trialsOfFile(file(result({}), result({ seed: 2 })), 'my.json');
  expect(read).toEqual(plan);
  expect(results.map(({ seed }) => seed)).toEqual([1, 2]);
});

test.each([
  ['occurs twice', [result({}), result({ accuracy: { ...result({}).accuracy, cls: 0.6 } })]],
  ['has another seed', [result({ seed: 3 })]],
  ['has another strategy', [result({ strategy: 'usual-hard' })]],
  ['has a value that the plan does not sweep', [result({ value: 5 })]],
])('a file with a result that %s is refused with its name', (_, results) => {
  expect(() => trialsOfFile(file(...results), 'my.json')).toThrow(
    /^my\.json: the result .* is not part of the plan, or occurs twice/,
  );
});
