import { expect, test } from 'vitest';
import { drawCurves } from '../plot/curves';
import { comparedRows, longest, padded } from './overlay';

test('rows contain the steps of all curves; a curve has no value at a step where it was not measured', () => {
  const one = { letter: 'A', points: [0, 50, 100].map((step) => ({ step, value: step / 100 })) };
  const two = { letter: 'B', points: [0, 80].map((step) => ({ step, value: 0.5 })) };
  const { steps, rows, values } = comparedRows([one, two]);
  expect(steps).toEqual([0, 50, 80, 100]);
  expect(values).toEqual([
    [0, 0.5, null, 1],
    [0.5, null, 0.5, null],
  ]);
  expect('A' in rows[2]!).toBe(false);
});

test('a shorter run ends at its last step, and an empty one is not drawn', () => {
  const steps = longest([new Float64Array(), Float64Array.of(0, 1, 2), Float64Array.of(0)]);
  expect([...steps]).toEqual([0, 1, 2]);
  const columns = {
    A: padded(new Float32Array(), 3),
    B: padded(Float32Array.of(3, 2, 1), 3),
    C: padded(Float32Array.of(2), 3),
  };
  const { rows, axis } = drawCurves(steps, columns, { smoothing: 0, log: false });
  expect(rows.map(({ A, B, C }) => [A, B, C])).toEqual([
    [null, 3, 2],
    [null, 2, null],
    [null, 1, null],
  ]);
  expect(axis.domain).toEqual([0, 3]);
});
