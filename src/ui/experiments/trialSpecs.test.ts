import { describe, expect, it } from 'vitest';
import { DEFAULTS } from '../../experiment/fields/table';
import type { StrategyId, TrialPlan, TrialResult } from '../../experiment/trials/trials';
import { experimentsText } from '../../sentences/experiments';
import { tooltipRows } from '../plot/plotSpec';
import { sweepSpec } from './sweepSpec';
import { cosineByLayerSpec, learningSpec, tokenCosineSpec } from './trialSpecs';

function result(strategy: StrategyId, seed: number, share: number, change: Partial<TrialResult> = {}): TrialResult {
  const both = strategy.startsWith('token') ? share : null;
  const accuracy = { cls: both === null ? share : 0, dist: both, 'both-logits': both, 'both-softmax': both };
  return {
    ...{ strategy, seed, value: null, teacherAccuracy: 0.9, testImages: 10, steps: 100, seconds: 1, averaged: null },
    ...{ start: { weights: '', order: '' }, cosine: [], cosineByLayer: [], otherTests: [], disagreement: [] },
    accuracy,
    curve: [0, 100].map((step) => ({ step, accuracy: step === 0 ? { ...accuracy, cls: 0 } : accuracy })),
    ...change,
  };
}

const strategies: StrategyId[] = ['none', 'token-hard'];

describe('trials', () => {
  it('have one line per trained strategy: the mean over seeds, in per cent', () => {
    const results = [result('none', 1, 0.4), result('none', 2, 0.5)];
    const spec = learningSpec(results, strategies);
    expect(spec.series.map(({ name }) => name)).toEqual(['no distillation']);
    expect(tooltipRows(spec, 100).map(({ text }) => text)).toEqual(['45']);
    expect(spec.alt).toBe(`${experimentsText.curveTitle}. ${experimentsText.endsAt('no distillation', '45.0')}`);
    expect(spec.x.domain).toEqual([0, 100]);
  });

  it('have cosines only with two tokens, on an axis that holds negative ones', () => {
    expect(tokenCosineSpec([result('none', 1, 0.4)], strategies)).toBeNull();
    expect(cosineByLayerSpec([result('none', 1, 0.4)], strategies)).toBeNull();
    const two = result('token-hard', 1, 0.4, { cosine: [{ step: 0, value: -0.1 }], cosineByLayer: [0.2, 0.9] });
    expect(tokenCosineSpec([two], strategies)!.y.domain).toEqual([-1, 1]);
    const layers = cosineByLayerSpec([two], strategies)!;
    expect([layers.y.domain, layers.x.domain]).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(layers.alt).toContain('ends at 0.900');
  });
});

describe('a sweep', () => {
  const plan = (sweep: TrialPlan['sweep']): TrialPlan => ({
    ...{ name: '', base: DEFAULTS, seeds: [1, 2], otherTests: false, sweep, strategies },
  });

  it('is none without swept values', () => {
    expect(sweepSpec(plan(null), [])).toBeNull();
  });

  it('over numbers is a line with a band of one deviation', () => {
    const results = [20, 2000].flatMap((value) => [
      result('none', 1, 0.4, { value }),
      result('none', 2, 0.6, { value }),
    ]);
    const spec = sweepSpec(plan({ field: 'labelledImages', values: [20, 2000] }), results)!;
    expect(spec.x).toMatchObject({ scale: 'log', ticks: [20, 2000] });
    expect(spec.series).toHaveLength(1);
    expect(tooltipRows(spec, 20)).toMatchObject([{ text: '50 (35.86 … 64.14)' }]);
    expect(spec.y.domain[1]).toBeGreaterThanOrEqual(64.2);
  });

  it('over categories has points with error bars by name, and the teacher itself', () => {
    const results = (['resnet', 'vit'] as const).flatMap((value) => [
      result('none', 1, 0.4, { value }),
      result('token-hard', 1, 0.5, { value }),
    ]);
    const spec = sweepSpec(plan({ field: 'teacherFamily', values: ['resnet', 'vit'] }), results)!;
    expect(spec.x.scale).toBe('band');
    expect(spec.series.map(({ kind, name }) => [kind, name])).toEqual([
      ['points', 'no distillation'],
      ['points', 'token, hard'],
      ['points', experimentsText.teacherItself],
    ]);
    expect(tooltipRows(spec, 1).map(({ text }) => text)).toEqual(['40', '50', '90']);
    expect(spec.alt).toContain(`${experimentsText.teacherItself}: `);
  });
});
