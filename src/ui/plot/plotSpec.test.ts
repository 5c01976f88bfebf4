import { expect, it } from 'vitest';
import { bandAxis, linearAxis } from './axis';
import { asides, listed, overflows, type PlotSpec, plotTable, type Series, tooltipRows } from './plotSpec';
import { toCsv } from './table';

const line: Series = {
  kind: 'line',
  name: 'map, highest first',
  color: 'a',
  points: [
    [0, 0.1 + 0.2],
    [1, null],
  ],
};
const withBand: Series = { kind: 'line', name: 'mean', color: 'b', points: [[0, 0.5]], band: [[0, 0.25, 0.75]] };
const band: Series = { kind: 'band', name: 'random', color: 'c', points: [[1, 0.5, 1]] };
const rule: Series = { kind: 'rule', name: 'even', color: 'd', y: 0.5 };
const points: Series = {
  ...{ kind: 'points', name: 'heads', color: 'e', shape: 'dot' },
  points: [
    { x: 1, y: 0.5, error: 0.25 },
    { x: 1, y: 0.75, error: null, name: 'best', color: 'f' },
  ],
};

function specOf(...series: Series[]): PlotSpec {
  const y = { ...linearAxis(1), label: 'p' };
  return { title: 'Drop', unit: '%', alt: '', x: { ...linearAxis(1), label: 'hidden' }, y, series };
}

it('a CSV file has every drawn number, with the ends of bands and error bars', () => {
  expect(toCsv(plotTable(specOf(line, withBand, band, rule, points)))).toBe(
    [
      'series,hidden,p,low,high',
      '"map, highest first",0,0.30000000000000004,,',
      '"map, highest first",1,,,',
      'mean,0,0.5,0.25,0.75',
      'random,1,,0.5,1',
      'even,,0.5,,',
      'heads,1,0.5,0.25,0.75',
      'best,1,0.75,,',
      '',
    ].join('\r\n'),
  );
});

it('a CSV file names the categories of a band axis; a plot may have its own table', () => {
  const spec = specOf(points);
  const categories = { ...bandAxis(2), label: 'teacher', format: (i: number) => ['CNN', 'transformer'][i]! };
  expect(plotTable({ ...spec, x: categories }).rows.map(([, x]) => x)).toEqual(['transformer', 'transformer']);
  const table = { columns: ['own'], rows: [[1]] };
  expect(plotTable({ ...spec, table: () => table })).toBe(table);
});

it('the tooltip has the value of every series at one x', () => {
  const spec = specOf(line, withBand, band, rule, points);
  expect(tooltipRows(spec, 0).map(({ name, text }) => `${name} ${text}`)).toEqual([
    'map, highest first 0.3',
    'mean 0.5 (0.25 … 0.75)',
  ]);
  expect(tooltipRows(spec, 1)).toEqual([
    { name: 'random', color: 'c', text: '0.5 … 1' },
    { name: 'heads', color: 'e', text: '0.5 ± 0.25' },
    { name: 'best', color: 'f', text: '0.75' },
  ]);
  expect(tooltipRows(specOf({ ...line, unlisted: true }), 0)).toEqual([]);
});

it('the legend lists neither unlisted series nor rules with a text at their line', () => {
  const written: Series = { ...rule, text: { label: 'even 50 %', color: 'g' } };
  expect(listed([line, { ...band, unlisted: true }, rule, written])).toEqual([line, rule]);
});

it('series of points stand side by side on a band axis, around the middle of their category', () => {
  const series = [points, rule, { ...points, name: 'b' }, { ...points, name: 'c' }];
  const categories = { ...bandAxis(2), label: '' };
  expect(asides({ x: categories, series })).toEqual([-0.1, 0, 0, 0.1]);
  expect(asides({ ...specOf(), series })).toEqual([0, 0, 0, 0]);
});

it('a drawing is cut only if a line leaves the axis', () => {
  expect(overflows(specOf(line, points))).toBe(false);
  expect(overflows(specOf(line, { ...withBand, points: [[0, -0.2]] }))).toBe(true);
});
