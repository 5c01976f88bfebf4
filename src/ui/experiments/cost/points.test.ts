import { expect, test } from 'vitest';
import { DEFAULTS } from '../../../experiment/fields/table';
import type { StrategyId, TrialResult } from '../../../experiment/trials/trials';
import type { RunSummary } from '../../../worker/protocol';
import { currentPoint, PAPER_POINTS, runPoints, teacherPoint, trialPoints } from './points';

const data = { channels: 3, classes: 3 };

function result(strategy: StrategyId, seed: number, share: number, seconds: number): TrialResult {
  const both = strategy.startsWith('token') ? share : null;
  return {
    ...{ strategy, seed, value: null, teacherAccuracy: null, testImages: 10, steps: 1, seconds },
    averaged: null,
    accuracy: { cls: both === null ? share : 0, dist: both, 'both-logits': both, 'both-softmax': both },
    ...{
      start: { weights: '', order: '' },
      curve: [],
      cosine: [],
      cosineByLayer: [],
      otherTests: [],
      disagreement: [],
    },
  };
}

test('one point per strategy: mean over seeds, with the heads that judge it and the cost of its student', () => {
  const plan = {
    ...{ name: '', base: DEFAULTS, seeds: [1, 2], sweep: null, otherTests: false },
    strategies: ['none', 'token-hard', 'usual-soft'] as StrategyId[],
  };
  const results = [result('none', 1, 0.5, 10), result('none', 2, 0.6, 20), result('token-hard', 1, 0.8, 30)];
  const points = trialPoints(plan, results, data, ({ distToken }) => (distToken ? 100 : null));
  expect(points.map(({ strategy }) => strategy)).toEqual(['none', 'token-hard']);
  const [none, token] = points;
  expect(none!.accuracy).toBeCloseTo(55, 10);
  expect(none!.deviation).toBeCloseTo(Math.SQRT1_2 * 10, 10);
  expect(none!.costs).toMatchObject({ seconds: 15, imagesPerSecond: null });
  expect(token).toMatchObject({ accuracy: 80, deviation: null, costs: { imagesPerSecond: 100, seconds: 30 } });
  // One more token, its position embedding and its head.
  const { dim } = plan.base;
  expect(token!.costs.parameters! - none!.costs.parameters!).toBe(2 * dim + 3 * dim + 3);
  expect(token!.costs.macs!).toBeGreaterThan(none!.costs.macs!);
});

test('the current run is judged by both heads if it has two, and has no point before its first test', () => {
  const evaluation = {
    ...{ step: 1, epoch: 1, averaged: null, teacher: 0.9, images: 10, fusionFlips: 0 },
    accuracy: { cls: 0.4, dist: 0.5, 'both-logits': 0.6, 'both-softmax': 0.7 },
  };
  expect(currentPoint(DEFAULTS, data, evaluation, 5, 'Shapes')).toMatchObject({
    accuracy: 60,
    costs: { imagesPerSecond: 5, seconds: null },
  });
  expect(currentPoint({ ...DEFAULTS, distToken: false }, data, evaluation, null, '')!.accuracy).toBe(40);
  expect(currentPoint(DEFAULTS, data, undefined, null, '')).toBeNull();
  const info = { name: 'a net', parameters: 7, macs: 70, testAccuracy: 0.5, source: 'pretrained' as const, seconds: 9 };
  expect(teacherPoint(info, 0.9, 3)).toMatchObject({ accuracy: 90, costs: { parameters: 7, macs: 70, seconds: 9 } });
});

test('the latest kept runs are drawn at their last test; without the shape of their images, only the time is known', () => {
  const accuracy = { cls: 0.4, dist: 0.5, 'both-logits': 0.6, 'both-softmax': 0.7 };
  const evaluation = { step: 1, epoch: 1, accuracy, averaged: null, teacher: 0.9, images: 10, fusionFlips: 0 };
  const kept = (name: string, change = {}, tested = true): RunSummary => ({
    ...{ id: name, name, step: 9, datasetFingerprint: name, bytes: 1, stored: true },
    config: { ...DEFAULTS, ...change },
    evaluation: tested ? evaluation : null,
    about: {
      ...{ dataset: { id: 'shapes', name: 'Shapes' }, teacher: null, adapter: '', start: { weights: '', order: '' } },
      ...{ seconds: 12, date: '', commit: null },
    },
  });
  const plain = { distillation: 'none', distToken: false } as const;
  const runs = [
    kept('a'),
    kept('new', {}, false),
    kept('b', plain),
    ...Array.from({ length: 9 }, (_, i) => kept(`${i}`)),
  ];
  const points = runPoints(
    runs,
    ({ name }) => (name === 'b' ? null : data),
    () => 5,
  );
  expect(points.map(({ name }) => name)).toEqual(['a', 'b', '0', '1', '2', '3', '4', '5']);
  const [both, alone] = points;
  expect(both).toMatchObject({ accuracy: 60, strategy: 'token-hard', costs: { imagesPerSecond: 5, seconds: 12 } });
  expect(both!.costs.parameters).toBeGreaterThan(0);
  expect(alone).toMatchObject({ accuracy: 40, strategy: 'none', student: null });
  expect(alone!.costs).toEqual({ parameters: null, macs: null, imagesPerSecond: null, seconds: 12 });
});

test('the paper’s students have the parameters and multiply–adds of its tables', () => {
  const [ti, s, b, large] = PAPER_POINTS;
  expect([ti, s, b].map((point) => point!.costs.parameters)).toEqual([5_717_416, 22_050_664, 86_567_656]);
  expect([ti, s, b].map((point) => Number((point!.costs.macs! / 1e9).toFixed(2)))).toEqual([1.26, 4.61, 17.58]);
  // Larger images: more positions and a higher cost.
  expect(large!.costs.parameters! - b!.costs.parameters!).toBe((24 * 24 - 14 * 14) * 768);
  expect(large!.costs.macs!).toBeGreaterThan(3 * b!.costs.macs!);
});
