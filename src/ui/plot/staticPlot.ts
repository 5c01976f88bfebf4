/** A small chart as data: drawn by LookPlot, saved as the numbers in it. */
import type { Axis } from './axis';
import type { Table } from './table';

export interface PlotLine {
  kind: 'line' | 'dots' | 'rings' | 'discs';
  name: string;
  color: string;
  dash?: string;
  points: readonly (readonly [x: number, y: number])[];
}

/** Named in the legend by the line that it belongs to, where it has `of`. */
export interface PlotBand {
  kind: 'band';
  of?: string;
  name: string;
  color: string;
  points: readonly (readonly [x: number, low: number, high: number])[];
}

export interface PlotLevel {
  kind: 'level';
  name: string;
  color: string;
  y: number;
}

/** From low to high at places that have nothing between them. */
export interface PlotBars {
  kind: 'bars';
  of: string;
  name: string;
  color: string;
  points: readonly (readonly [x: number, low: number, high: number])[];
}

export type PlotMark = PlotLine | PlotBand | PlotLevel | PlotBars;

export interface PlotSpec {
  xName: string;
  x: Axis;
  y: Axis;
  formatY(value: number): string;
  /** Of the marks of the axis; the numbers themselves without it. */
  formatX?(value: number): string;
  marks: readonly PlotMark[];
}

/** All marks of a plot as numbers, in long form: one row a point. */
export function plotTable({ xName, marks }: PlotSpec, yName: string): Table {
  return {
    columns: ['series', xName, yName, `${yName} (high)`],
    rows: marks.flatMap((mark): (string | number | null)[][] => {
      if (mark.kind === 'level') return [[mark.name, null, mark.y, null]];
      if (mark.kind === 'band' || mark.kind === 'bars')
        return mark.points.map(([x, low, high]) => [mark.name, x, low, high]);
      return mark.points.map(([x, y]) => [mark.name, x, y, null]);
    }),
  };
}
