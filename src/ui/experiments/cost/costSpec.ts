import { costText } from '../../../sentences/cost';
import { type Axis, logAxis } from '../../plot/axis';
import type { PlotSpec, PointSeries, Shape } from '../../plot/plotSpec';
import type { Table } from '../../plot/table';
import { colorOf, nameOf, shortNameOf } from './names';
import type { CostAxis, CostPoint } from './points';

/** Each kind of point has its own shape. */
const SHAPES: Record<CostPoint['kind'], Shape> = {
  trial: 'disc',
  run: 'triangle',
  current: 'ring',
  teacher: 'square',
  paper: 'diamond',
};

type Kind = CostPoint['kind'];

/** Top-1 accuracy against one kind of cost, on a logarithmic axis; null if no point has that cost. */
export function costSpec(points: readonly CostPoint[], axis: CostAxis): PlotSpec | null {
  const placed = points.flatMap((point) => {
    const cost = point.costs[axis];
    return cost !== null && cost > 0 ? [{ ...point, cost }] : [];
  });
  if (placed.length === 0) return null;
  const costs = placed.map(({ cost }) => cost);
  const best = placed.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
  const series = (Object.keys(SHAPES) as Kind[]).map(
    (kind): PointSeries => ({
      ...{ kind: 'points', name: costText.kinds[kind], color: colorOf({ kind, strategy: null }), shape: SHAPES[kind] },
      points: placed
        .filter((point) => point.kind === kind)
        .map((point) => ({
          ...{ x: point.cost, y: point.accuracy, error: point.deviation, color: colorOf(point) },
          ...{ label: shortNameOf(point), name: nameOf(point) },
        })),
    }),
  );
  return {
    title: `${costText.heading}: ${costText.axisNames[axis]}`,
    unit: costText.unit,
    alt: costText.alt(placed.length, costText.axisNames[axis], nameOf(best), best.accuracy.toFixed(1)),
    x: { ...logAxis(Math.min(...costs), Math.max(...costs)), label: costText.axisNames[axis], format: short },
    y: { ...accuracyAxis(placed), label: costText.accuracy },
    series: series.filter(({ points }) => points.length > 0),
    table: () => costTable(points),
  };
}

/** Round percentages around the points and their error bars. */
function accuracyAxis(points: readonly CostPoint[]): Axis {
  const ends = points.flatMap(({ accuracy, deviation }) => [accuracy - (deviation ?? 0), accuracy + (deviation ?? 0)]);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const step = most - least > 50 ? 20 : 10;
  const low = Math.max(0, step * Math.floor(least / step));
  const high = Math.max(low + step, Math.min(100, step * Math.ceil(most / step)));
  const ticks = Array.from({ length: (high - low) / step + 1 }, (_, i) => low + i * step);
  return { scale: 'linear', domain: [low, high], ticks };
}

const UNITS = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** 500, 20k, 5M, 2G. */
function short(value: number): string {
  const [size, unit] = UNITS.find(([size]) => value >= size) ?? [1, ''];
  return `${Number((value / size).toPrecision(3))}${unit}`;
}

/** All costs of all points, on every axis. */
function costTable(points: readonly CostPoint[]): Table {
  return {
    columns: [
      costText.columns.name,
      costText.columns.accuracy,
      costText.columns.deviation,
      ...Object.values(costText.axisNames),
    ],
    rows: points.map((point) => {
      const { parameters, macs, imagesPerSecond, seconds } = point.costs;
      return [nameOf(point), point.accuracy, point.deviation, parameters, macs, imagesPerSecond, seconds];
    }),
  };
}
