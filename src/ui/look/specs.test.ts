import { expect, it } from 'vitest';
import { tooltipRows } from '../plot/plotSpec';
import { dropSpec } from './dropSpec';
import { cosineSpec } from './duel/cosineSpec';

it('the drop curve has the random band, its mean and the order of the map', () => {
  const curves = {
    hidden: [0, 8, 16],
    ordered: [1, 0.2, 0.1],
    mean: [1, 0.6, 0.1],
    low: [1, 0.5, 0.1],
    high: [1, 0.7, 0.1],
  };
  const spec = dropSpec(curves, { token: 'dist', title: 'T', orders: 8 });
  expect(spec.alt).toMatch(/With 8 patches hidden: 20 % by the map, 60 % at random/);
  expect(tooltipRows(spec, 8).map(({ text }) => text)).toEqual(['50 % … 70 %', '60 %', '20 %']);
  expect(spec.x.ticks).toEqual([0, 4, 8, 12, 16]);
});

it('the cosine by layer starts at the input, next to the two values of the paper', () => {
  const spec = cosineSpec([0.1, 0.5, 0.9], 'this picture');
  expect(spec.x.ticks.map(spec.x.format!)).toEqual(['input', '1', '2']);
  expect(spec.series[1]).toMatchObject({ points: [{ x: 0 }, { x: 2 }] });
  expect(spec.alt).toContain('0.10, 0.50, 0.90');
  expect(spec.y.domain).toEqual([0, 1]);
  expect(cosineSpec([-0.1, 0.2], '').y.domain).toEqual([-1, 1]);
  expect(cosineSpec(Array<number>(13).fill(0), '').x.ticks.length).toBeLessThan(8);
});
