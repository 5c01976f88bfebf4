import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MetricTable } from '../worker/protocol';
import { MetricColumns } from './metricColumns';

/** Rows first … first + count − 1, whose every number tells its step and which run wrote it. */
function rows(first: number, count: number, run: number): MetricTable {
  const values = Array.from({ length: count }, (_, i) => first + i + run / 16);
  const column = () => Float32Array.from(values);
  return {
    step: Float64Array.from({ length: count }, (_, i) => first + i),
    total: column(),
    labelTerm: column(),
    labelLoss: column(),
    teacherTerm: column(),
    teacherLoss: column(),
    learningRate: column(),
  };
}

test('blocks of any sizes, with rewinds between them, read like one array that was cut and extended', () => {
  const action = fc.oneof(
    fc.record({ append: fc.integer({ min: 0, max: 3000 }) }),
    fc.record({ rewind: fc.integer({ min: -1, max: 8000 }) }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 12 }), (actions) => {
      const columns = new MetricColumns();
      let expected: { step: number; total: number }[] = [];
      actions.forEach((next, run) => {
        if ('append' in next) {
          const added = rows((expected.at(-1)?.step ?? 0) + 1, next.append, run % 16);
          columns.append(added);
          expected = [...expected, ...Array.from(added.step, (step, i) => ({ step, total: added.total[i]! }))];
        } else {
          columns.rewind(next.rewind);
          expected = expected.filter((row) => row.step <= next.rewind);
        }
      });
      const view = columns.view();
      expect(Array.from(view.step)).toEqual(expected.map((row) => row.step));
      expect(Array.from(view.total)).toEqual(expected.map((row) => row.total));
      expect(Array.from(view.learningRate)).toEqual(expected.map((row) => row.total));
    }),
    { numRuns: 40 },
  );
});

test('a run that goes on from an earlier step overwrites what it does again', () => {
  const columns = new MetricColumns();
  columns.append(rows(1, 100, 0));
  columns.append(rows(61, 10, 1));
  const view = columns.view();
  expect(view.step.length).toBe(70);
  expect(view.total[59]).toBe(60);
  expect(view.total[60]).toBe(61 + 1 / 16);
});
