import { figureText } from '../../sentences/figure';
import { formatCount } from '../../sentences/numbers';
import type { Curve, CurveChartProps } from './CurveChart';
import { type Row, rawKey } from './curves';
import type { LineSeries, PlotSpec } from './plotSpec';
import { curvesTable } from './table';

type Drawn = Pick<
  CurveChartProps,
  'title' | 'unit' | 'steps' | 'curves' | 'rows' | 'xAxis' | 'yAxis' | 'formatTick' | 'rules' | 'smoothing'
>;

/** The current state of a live chart as a plot, to be saved. The CSV file has every step, not only the drawn ones. */
export function curveSpec({ steps, curves, rows, xAxis, yAxis, rules = [], ...rest }: Drawn): PlotSpec {
  const raw = curves.filter(({ key }) => rows.some((row) => rawKey(key) in row));
  return {
    title: rest.title,
    unit: rest.unit,
    alt: '',
    x: { ...xAxis, label: figureText.step, format: formatCount },
    y: { ...yAxis, label: rest.title, format: rest.formatTick },
    series: [
      ...raw.map(
        (curve): LineSeries => ({
          ...line(curve, rawKey(curve.key), rows),
          ...FAINT,
          name: figureText.raw(curve.name),
        }),
      ),
      ...curves.map((curve): LineSeries => ({ ...line(curve, curve.key, rows), dash: curve.dash })),
      ...rules,
    ],
    table: () => curvesTable(steps, curves, rest.smoothing),
  };
}

const FAINT = { weight: 'faint', unlisted: true } as const;

function line({ name, color, strong }: Curve, key: string, rows: readonly Row[]): LineSeries {
  return {
    ...{ kind: 'line', name, color },
    ...(strong && { weight: 'strong' }),
    points: rows.flatMap((row) => (row[key] === undefined ? [] : [[row.step!, row[key]] as const])),
  };
}
