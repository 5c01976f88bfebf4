import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProbeReading } from './attentionProbe';
import { MAX_MOMENTS, MomentHistory, momentSteps, unpackedReading } from './momentHistory';
import { TokenHistory } from './tokenHistory';

const reading = (value: number, size = 12): ProbeReading => ({
  maps: Float32Array.from({ length: size }, (_, i) => (value + i / size) % 1),
  cls: Float32Array.of(value, -value),
  dist: Float32Array.of(value + 1, 3),
  teacher: null,
  cosine: Float32Array.of(0.1, 0.5, value),
  onObject: null,
});

test('moments are evenly spaced on a logarithmic axis, include the first and last step, and are at most 48', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (total) => {
      const steps = momentSteps(total);
      expect(steps.length).toBeLessThanOrEqual(MAX_MOMENTS);
      expect([steps[0], steps[1], steps.at(-1)]).toEqual([0, 1, total]);
      // Neighbours differ by 1, or by the ratio of the axis plus rounding.
      const ratio = total ** (1 / (MAX_MOMENTS - 2));
      for (const [i, step] of steps.slice(2).entries()) {
        expect(step).toBeGreaterThan(steps[i + 1]!);
        if (step - steps[i + 1]! > 1) expect(step - 0.5).toBeLessThanOrEqual((steps[i + 1]! + 0.5) * ratio + 1e-6);
      }
    }),
  );
});

test('a reading survives to 1/65535, also through the browser’s storage; readings of other steps are dropped', () => {
  const history = new MomentHistory(1000);
  const original = reading(0.3);
  history.add(0, [3, 5], original);
  history.add(1000, [3, 5], reading(0.6));
  const unwanted = Array.from({ length: 1000 }, (_, step) => step).find((step) => !history.wants(step))!;
  history.add(unwanted, [3, 5], reading(0.9));
  expect(history.records.map(({ step }) => step)).toEqual([0, 1000]);
  // The caller may change its reading afterwards.
  original.cls.fill(9);
  const restored = new MomentHistory(1000);
  restored.replace(structuredClone(history.records));
  expect(restored.records).toEqual(history.records);
  const { maps, ...rest } = unpackedReading(restored.at(999)!);
  const { maps: exact, ...others } = reading(0.3);
  expect(rest).toEqual(others);
  for (const [i, share] of maps.entries()) expect(Math.abs(share - exact[i]!)).toBeLessThan(8e-6);
});

test('at() finds the latest moment at or before a step; a newer reading replaces one of the same step', () => {
  const history = new MomentHistory(20);
  for (const step of [2, 0, 20, 1]) history.add(step, [0], reading(step / 100));
  history.add(1, [7], reading(0.5));
  expect(history.records.map(({ step, probes }) => [step, probes[0]])).toEqual([
    [0, 0],
    [1, 7],
    [2, 0],
    [20, 0],
  ]);
  expect([history.at(19)!.step, history.at(0)!.step, history.at(-1)]).toEqual([2, 0, null]);
});

test('the history never exceeds its bytes: with large maps it has fewer moments, but always the latest', () => {
  const history = new MomentHistory(100_000, 20_000);
  const size = 1000;
  for (const step of momentSteps(100_000)) {
    history.add(step, [0], reading(0.1, size));
    const bytes = history.records.reduce((sum, { maps }) => sum + maps.byteLength, 0);
    expect(bytes).toBeLessThanOrEqual(20_000);
    expect(history.records.at(-1)!.step).toBe(step);
  }
  expect(history.records[0]!.step).toBe(0);
});

test('the token history is bounded, ordered, spread over the whole run, and continues after a reload', () => {
  let history = new TokenHistory();
  const record = (step: number) => ({ step, cosine: Float32Array.of(step), onObject: null });
  for (let step = 0; step < 10_000; step++) {
    history.add(record(step));
    if (step === 7_000) {
      const before = history;
      history = new TokenHistory();
      history.replace(structuredClone([...before.records]));
    }
  }
  const steps = history.records.map(({ step }) => step);
  expect(steps.length).toBeLessThanOrEqual(512);
  expect(steps.length).toBeGreaterThan(200);
  const gaps = steps.slice(1).map((step, i) => step - steps[i]!);
  expect(Math.max(...gaps) / Math.min(...gaps)).toBeLessThanOrEqual(4);
  expect(history.records.every(({ step, cosine }) => cosine![0] === step)).toBe(true);
  // The run returns to an earlier step.
  history.add(record(5_000));
  expect(history.records.at(-1)!.step).toBeLessThanOrEqual(5_000);
});
