import { expect, it } from 'vitest';
import { type Measured, rooflineSpec } from './rooflineSpec';

it('the roof rises with memory, bends at the peak, and holds every step below it', () => {
  const report: Measured = {
    peaks: { gflops: 1000, gigabytesPerSecond: 100 },
    step: { work: { flop: 4e9, bytes: 2e9, dispatches: 1 }, gflops: 50 },
    predictions: [{ id: 'micro', work: { flop: 8e9, bytes: 1e9, dispatches: 1 }, stepMs: 100 }],
  };
  const { series, x, y } = rooflineSpec(report);
  const [roof, predicted, measured] = series;
  expect(roof).toMatchObject({ kind: 'line' });
  const points = roof!.kind === 'line' ? roof!.points : [];
  expect(points[1]).toEqual([10, 1000]);
  expect(points[0]).toEqual([x.domain[0], 100 * x.domain[0]]);
  expect(points[2]).toEqual([x.domain[1], 1000]);
  expect(predicted).toMatchObject({ points: [{ x: 8, y: 80 }] });
  expect(measured).toMatchObject({ points: [{ x: 2, y: 50 }] });
  expect([x.scale, y.scale]).toEqual(['log', 'log']);
});
