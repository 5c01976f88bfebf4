import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ASSUMED, migrate } from '../../experiment/fields/migrate';
import { trialId, trialsOf } from '../../experiment/trials/trials';
import { type TrialSet, upToDate } from './kept';

const file = new URL('../../../fixtures/releases/0.1/kept-trials.json', import.meta.url);
const stored = JSON.parse(readFileSync(file, 'utf8'));
const kept: TrialSet = { ...stored, answers: new Map(stored.answers) };

test('a set of trials that release 0.1 stored in the browser opens as it was', () => {
  const now = upToDate(kept);
  expect(now.results).toEqual(kept.results);
  expect(now.plan).toMatchObject(kept.plan);
  expect(trialsOf(now.plan).map(trialId)).toEqual(kept.results.map(trialId));
});

test('what an earlier version did not store is added', () => {
  const { border: _, repeats: __, ...base } = kept.plan.base;
  const { otherTests: ___, ...plan } = kept.plan;
  const [first] = kept.results;
  const { averaged, cosineByLayer, otherTests, ...result } = first!;
  const earlier = { ...kept, plan: { ...plan, base }, results: [result] } as TrialSet;
  const now = upToDate(earlier);
  expect(now.plan).toEqual({
    ...kept.plan,
    base: { ...migrate(kept.plan.base), border: ASSUMED.border, repeats: ASSUMED.repeats },
  });
  expect(now.results[0]).toEqual({ ...result, averaged: null, cosineByLayer: [], otherTests: [] });
});
