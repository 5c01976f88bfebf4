import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Album, MAX_MOMENTS, momentSteps, readingOf } from './album';
import type { ProbeReading } from './attentionProbe';
import { TokenHistory } from './tokenHistory';

const reading = (value: number, size = 12): ProbeReading => ({
  maps: Float32Array.from({ length: size }, (_, i) => (value + i / size) % 1),
  cls: Float32Array.of(value, -value),
  dist: Float32Array.of(value + 1, 3),
  teacher: null,
  cosine: Float32Array.of(0.1, 0.5, value),
  onObject: null,
});

test('moments lie evenly on a logarithmic axis, with first and last step, at most 48', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (total) => {
      const steps = momentSteps(total);
      expect(steps.length).toBeLessThanOrEqual(MAX_MOMENTS);
      expect([steps[0], steps[1], steps.at(-1)]).toEqual([0, 1, total]);
      // Neighbours are next to each other, or apart by the ratio of the axis and what rounding adds.
      const ratio = total ** (1 / (MAX_MOMENTS - 2));
      for (const [i, step] of steps.slice(2).entries()) {
        expect(step).toBeGreaterThan(steps[i + 1]!);
        if (step - steps[i + 1]! > 1) expect(step - 0.5).toBeLessThanOrEqual((steps[i + 1]! + 0.5) * ratio + 1e-6);
      }
    }),
  );
});

test('keeps what was read, to a 65535th, also through the browser’s store; other steps are not kept', () => {
  const album = new Album(1000);
  const original = reading(0.3);
  album.add(0, [3, 5], original);
  album.add(1000, [3, 5], reading(0.6));
  const unwanted = Array.from({ length: 1000 }, (_, step) => step).find((step) => !album.wants(step))!;
  album.add(unwanted, [3, 5], reading(0.9));
  expect(album.moments.map(({ step }) => step)).toEqual([0, 1000]);
  // What was read belongs to the page afterwards.
  original.cls.fill(9);
  const restored = new Album(1000);
  restored.replace(structuredClone(album.moments));
  expect(restored.moments).toEqual(album.moments);
  const { maps, ...rest } = readingOf(restored.at(999)!);
  const { maps: exact, ...others } = reading(0.3);
  expect(rest).toEqual(others);
  for (const [i, share] of maps.entries()) expect(Math.abs(share - exact[i]!)).toBeLessThan(8e-6);
});

test('the latest at or before a step; of one step the newer reading', () => {
  const album = new Album(20);
  for (const step of [2, 0, 20, 1]) album.add(step, [0], reading(step / 100));
  album.add(1, [7], reading(0.5));
  expect(album.moments.map(({ step, probes }) => [step, probes[0]])).toEqual([
    [0, 0],
    [1, 7],
    [2, 0],
    [20, 0],
  ]);
  expect([album.at(19)!.step, album.at(0)!.step, album.at(-1)]).toEqual([2, 0, null]);
});

test('never takes more than its bytes: large maps leave fewer moments, the latest among them', () => {
  const album = new Album(100_000, 20_000);
  const size = 1000;
  for (const step of momentSteps(100_000)) {
    album.add(step, [0], reading(0.1, size));
    const bytes = album.moments.reduce((sum, { maps }) => sum + maps.byteLength, 0);
    expect(bytes).toBeLessThanOrEqual(20_000);
    expect(album.moments.at(-1)!.step).toBe(step);
  }
  expect(album.moments[0]!.step).toBe(0);
});

test('the tokens’ history is bounded, in order, spread over the whole run, and goes on after a reload', () => {
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
  // The run went back.
  history.add(record(5_000));
  expect(history.records.at(-1)!.step).toBeLessThanOrEqual(5_000);
});
