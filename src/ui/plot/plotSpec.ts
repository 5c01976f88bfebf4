/**
 * A plot as data. `PlotFigure` draws it on the page, `figureSvg` draws the same on paper, `plotTable` says it in numbers.
 * README.md has an example.
 */
import { figureText } from '../../sentences/figure';
import type { Axis } from './axis';
import type { Table } from './table';

export interface PlotSpec {
  title: string;
  /** Unit of the y axis, after the title. */
  unit: string;
  /** The plot's main numbers in a sentence, for screen readers. */
  alt: string;
  x: PlotAxis;
  y: PlotAxis;
  /** Later series are drawn over earlier ones of the same kind. */
  series: readonly Series[];
  /** The numbers of the CSV file, if they are not those of `plotTable`. */
  table?(): Table;
}

/** Scale, domain and ticks, and how to read them. On a band axis x is the index of a category. */
export interface PlotAxis extends Axis {
  /** Written at the x axis; column of the CSV file. */
  label: string;
  /** Text of a tick; the number itself by default. */
  format?(value: number): string;
}

/** In the legend and the CSV file. Colours are CSS colours of the theme (`VOICE_COLOR`). */
interface Named {
  name: string;
  color: string;
  /** Neither in the legend nor in the tooltip, because it belongs to another series. */
  unlisted?: boolean;
}

export interface LineSeries extends Named {
  kind: 'line';
  /** SVG dash pattern (`VOICE_DASH`); solid by default. */
  dash?: string;
  weight?: 'faint' | 'strong';
  /** A dot at every point. */
  dots?: boolean;
  /** Rising in x; null breaks the line. */
  points: readonly (readonly [x: number, y: number | null])[];
  /** Drawn behind the line in its colour, at the same x as its points. */
  band?: readonly Interval[];
}

type Interval = readonly [x: number, low: number, high: number];

/** A band without a line. */
export interface BandSeries extends Named {
  kind: 'band';
  points: readonly Interval[];
}

/** A halo is a ring around a point of another series. */
export type Shape = 'dot' | 'disc' | 'ring' | 'halo' | 'triangle' | 'square' | 'diamond';

export interface PlotPoint {
  x: number;
  y: number;
  /** Half the length of the error bar. */
  error?: number | null;
  /** Written in the plot; see `labels`. */
  label?: string;
  /** Name in the CSV file and under the pointer; that of the series by default. */
  name?: string;
  /** Instead of the series' colour. */
  color?: string;
}

/** Points without a line. On a band axis, several such series stand side by side. */
export interface PointSeries extends Named {
  kind: 'points';
  shape: Shape;
  /** Labels are in a column next to the plot, each with a line to its point (default), or at the points, below and above in turn. */
  labels?: 'column' | 'points';
  points: readonly PlotPoint[];
}

/** A horizontal reference line. */
export interface RuleSeries extends Named {
  kind: 'rule';
  y: number;
  dash?: string;
  /** Written at the line, in a colour that can be read, instead of in the legend. */
  text?: { label: string; color: string };
}

export type Series = LineSeries | BandSeries | PointSeries | RuleSeries;

/** Series that the legend lists. */
export function listed(series: readonly Series[]): Series[] {
  return series.filter((one) => !one.unlisted && !(one.kind === 'rule' && one.text));
}

/** Title and unit in one line. */
export function fullTitle({ title, unit }: Pick<PlotSpec, 'title' | 'unit'>): string {
  return `${title}, ${unit}`;
}

type Cells = (string | number | null)[];

/** Every drawn number in long form: one row per point. `low` and `high` are the ends of a band or an error bar. */
export function plotTable(spec: PlotSpec): Table {
  if (spec.table) return spec.table();
  const { x, y, series } = spec;
  const place = (value: number) => (x.scale === 'band' ? tickText(x, value) : value);
  return {
    columns: [figureText.series, x.label, y.label, figureText.low, figureText.high],
    rows: series.flatMap((one) => rowsOf(one, place)),
  };
}

function rowsOf(series: Series, place: (x: number) => string | number): Cells[] {
  const { name } = series;
  switch (series.kind) {
    case 'rule':
      return [[name, null, series.y, null, null]];
    case 'band':
      return series.points.map(([x, low, high]) => [name, place(x), null, low, high]);
    case 'line':
      return series.points.map(([x, y], i) => {
        const [, low = null, high = null] = series.band?.[i] ?? [];
        return [name, place(x), y, low, high];
      });
    case 'points':
      return series.points.map((point) => {
        const { x, y, error } = point;
        const bar = error ? [y - error, y + error] : [null, null];
        return [point.name ?? name, place(x), y, ...bar];
      });
  }
}

export function tickText({ format = String }: PlotAxis, value: number): string {
  return format(value);
}

export interface TooltipRow {
  name: string;
  color: string;
  text: string;
}

/** What the series have at one x, as text: what the tooltip shows. Rules have the same value everywhere and are left out. */
export function tooltipRows({ x: axis, y, series }: PlotSpec, x: number): TooltipRow[] {
  const at = axis.scale === 'band' ? Math.round(x) : x;
  const say = (value: number, digits = 4) => tickText(y, Number(value.toPrecision(digits)));
  return series.flatMap((one): TooltipRow[] => {
    if (one.kind === 'rule' || one.unlisted) return [];
    if (one.kind === 'points')
      return one.points
        .filter((point) => point.x === at)
        .map(({ y, error, name = one.name, color = one.color }) => ({
          name,
          color,
          text: error ? `${say(y)} ± ${say(error, 2)}` : say(y),
        }));
    const interval = (one.kind === 'band' ? one.points : one.band)?.find(([place]) => place === at);
    const between = interval && `${say(interval[1])} … ${say(interval[2])}`;
    const value = one.kind === 'line' ? one.points.find(([place]) => place === at)?.[1] : undefined;
    const text = value == null ? between : between ? `${say(value)} (${between})` : say(value);
    return text === undefined ? [] : [{ name: one.name, color: one.color, text }];
  });
}

/** Whether a series leaves the domain of the y axis: only then is the drawing cut at the edges of the plot area. */
export function overflows({ y: { domain }, series }: Pick<PlotSpec, 'y' | 'series'>): boolean {
  const outside = (value: number | null) => value !== null && (value < domain[0] || value > domain[1]);
  return series.some((one) => one.kind === 'line' && one.points.some(([, y]) => outside(y)));
}

/** Between neighbouring series on a band axis, as a share of the distance between two categories. */
const ASIDE = 0.1;

/** How far each series of points stands from the middle of its category, on a band axis; 0 elsewhere. */
export function asides({ x, series }: Pick<PlotSpec, 'x' | 'series'>): number[] {
  const places = series.filter(({ kind }) => kind === 'points');
  const middle = (places.length - 1) / 2;
  return series.map((one) =>
    x.scale === 'band' && one.kind === 'points' ? ASIDE * (places.indexOf(one) - middle) : 0,
  );
}
