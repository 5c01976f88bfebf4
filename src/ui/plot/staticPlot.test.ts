import { expect, it } from 'vitest';
import { patchAfterKey } from '../look/patchKeys';
import { type PlotSpec, plotTable } from './staticPlot';
import { toCsv } from './table';

it('the numbers of a plot are those that are drawn', () => {
  const axis = { scale: 'linear', domain: [0, 1], ticks: [] } as PlotSpec['x'];
  const spec: PlotSpec = {
    xName: 'hidden',
    x: axis,
    y: axis,
    formatY: String,
    marks: [
      { kind: 'band', name: 'chance', color: '', points: [[0, 0.25, 0.75]] },
      { kind: 'line', name: 'map, highest first', color: '', points: [[0, 0.1 + 0.2]] },
      { kind: 'level', name: 'even', color: '', y: 0.5 },
    ],
  };
  expect(toCsv(plotTable(spec, 'p'))).toBe(
    'series,hidden,p,p (high)\r\nchance,0,0.25,0.75\r\n"map, highest first",0,0.30000000000000004,\r\neven,,0.5,\r\n',
  );
});

it('keys lead from patch to patch and stop at the edge', () => {
  const keys = (from: number, ...names: string[]) => names.reduce((at, name) => patchAfterKey(name, at, 4)!, from);
  expect(keys(0, 'ArrowLeft', 'ArrowUp')).toBe(0);
  expect(keys(0, 'ArrowRight', 'ArrowDown')).toBe(5);
  expect(keys(5, 'End')).toBe(7);
  expect(keys(5, 'Home')).toBe(4);
  expect(keys(5, 'PageDown')).toBe(13);
  expect(keys(13, 'ArrowDown', 'PageUp')).toBe(1);
  expect(patchAfterKey('a', 5, 4)).toBeNull();
});
