import { expect, it } from 'vitest';
import { plotTable } from '../../plot/plotSpec';
import { costSpec } from './costSpec';
import { PAPER_POINTS, teacherPoint } from './points';

const info = {
  name: 'a net',
  parameters: 7000,
  macs: 70,
  testAccuracy: 0.5,
  source: 'pretrained',
  seconds: 9,
} as const;
const teacher = { ...teacherPoint(info, 0.9, null), deviation: 1 };

it('only points with that cost are drawn, one series per kind; the CSV file has all points', () => {
  const spec = costSpec([teacher, ...PAPER_POINTS], 'seconds')!;
  expect(spec.series.map(({ name }) => name)).toEqual(['teacher']);
  expect(spec.series[0]).toMatchObject({ points: [{ x: 9, y: 90, error: 1, label: 'a net', name: 'teacher: a net' }] });
  expect(spec.alt).toMatch(/^1 points by training time/);
  expect(plotTable(spec).rows).toHaveLength(1 + PAPER_POINTS.length);
  expect(costSpec(PAPER_POINTS, 'seconds')).toBeNull();
});

it('the axes hold every point and error bar', () => {
  const { x, y } = costSpec([teacher, ...PAPER_POINTS], 'parameters')!;
  expect(x.scale).toBe('log');
  expect(x.domain[0]).toBeLessThanOrEqual(7000);
  expect(x.format!(20_000)).toBe('20k');
  expect(y.domain).toEqual([70, 100]);
  expect(y.ticks).toEqual([70, 80, 90, 100]);
});
