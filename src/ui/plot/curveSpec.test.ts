import { expect, it } from 'vitest';
import { linearAxis, stepAxis } from './axis';
import { curveSpec } from './curveSpec';
import { drawCurves, type Row } from './curves';
import { legendRows } from './figureSvg';
import { formatTick } from './format';
import { listed, plotTable, type RuleSeries } from './plotSpec';

const steps = Float64Array.from({ length: 1000 }, (_, i) => i);
const loss = Float32Array.from(steps, (step) => Math.sin(step) + 2);
const chance: RuleSeries = { kind: 'rule', name: 'chance', color: 'grey', y: 2 };
const chart = {
  ...{ title: 'Loss', unit: 'nats', steps, xAxis: stepAxis(1000), yAxis: linearAxis(3), formatTick, rules: [chance] },
  curves: [{ key: 'total', name: 'total', color: 'black', dash: '2 2', strong: true, values: loss }],
};

it('a live chart is saved with its smoothed and raw curves and its rules; the numbers have every step', () => {
  const { rows } = drawCurves(steps, { total: loss }, { smoothing: 0.9, log: false });
  const spec = curveSpec({ ...chart, rows, smoothing: 0.9 });
  expect(spec.series.map(({ name }) => name)).toEqual(['total (raw)', 'total', 'chance']);
  expect(listed(spec.series).map(({ name }) => name)).toEqual(['total', 'chance']);
  expect(spec.series[1]).toMatchObject({ kind: 'line', weight: 'strong', dash: '2 2' });
  expect(plotTable(spec).columns).toEqual(['step', 'total', 'total (smoothed)']);
  expect(plotTable(spec).rows).toHaveLength(1000);
});

it('rows of other curves do not break a line, null does', () => {
  const rows: Row[] = [
    { step: 0, total: 1 },
    { step: 1, other: 5 },
    { step: 2, total: null },
    { step: 3, total: 2 },
  ];
  expect(curveSpec({ ...chart, rows }).series[0]).toMatchObject({
    points: [
      [0, 1],
      [2, null],
      [3, 2],
    ],
  });
});

it('a saved legend continues in a new row if a name does not fit', () => {
  const { places, height } = legendRows(['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)]);
  expect(places.map(({ y }) => y)).toEqual([0, 0, 18]);
  expect(places[2]!.x).toBe(0);
  expect(height).toBeGreaterThan(places[2]!.y);
  expect(legendRows([])).toEqual({ places: [], height: 0 });
});
