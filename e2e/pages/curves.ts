import { expect, type Locator, type Page } from '@playwright/test';

/** Values of the curves at one step, by the curves' names, as shown. */
export interface CurvePoint {
  step: number;
  values: Record<string, string>;
}

/** The curves, read with the crosshair, as a user without a mouse reads them. */
export class Curves {
  readonly loss: Locator;
  readonly accuracy: Locator;
  readonly learningRate: Locator;
  readonly teacher: Locator;
  readonly logAxis: Locator;
  readonly smoothing: Locator;

  constructor(page: Page) {
    const panel = page.getByRole('region', { name: 'Curves' });
    const chart = (name: RegExp) => panel.getByRole('slider', { name });
    this.loss = chart(/^Training loss/);
    this.accuracy = chart(/^Test accuracy/);
    this.learningRate = chart(/^Learning rate/);
    this.teacher = chart(/^Teacher in training/);
    this.logAxis = panel.getByRole('checkbox', { name: 'Log axis' });
    this.smoothing = panel.getByRole('slider', { name: 'Smoothing' });
  }

  /** The point under the crosshair, or the latest. */
  async point(chart: Locator): Promise<CurvePoint> {
    return parse((await chart.getAttribute('aria-valuetext')) ?? '');
  }

  /** The first `count` points of the chart. The run must be paused. */
  async points(chart: Locator, count: number): Promise<CurvePoint[]> {
    const points: CurvePoint[] = [];
    // The page may report a step before its numbers are drawn.
    const drawn = async () => Number(await chart.getAttribute('aria-valuemax'));
    await expect.poll(drawn).toBeGreaterThanOrEqual(count - 1);
    await chart.press('Home');
    for (let i = 0; i < count; i++) {
      if (i > 0) {
        await chart.press('ArrowRight');
        await expect.poll(async () => (await this.point(chart)).step).toBeGreaterThan(points.at(-1)!.step);
      }
      points.push(await this.point(chart));
    }
    await chart.press('Escape');
    return points;
  }

  /** The latest test accuracy by a curve's name, in per cent. */
  async latestAccuracy(name: string): Promise<number> {
    return Number.parseFloat((await this.point(this.accuracy)).values[name] ?? '');
  }
}

/** `step 1,234: total 2.3026, label term 1.1513, …` */
function parse(text: string): CurvePoint {
  const [when = '', ...rest] = text.split(': ');
  const values = rest
    .join(': ')
    .split(', ')
    .map((said) => said.match(/^(.*?) (–|-?[\d.]+(?:e[+-]?\d+)?(?: %)?)$/));
  return {
    step: Number(when.replace(/\D/g, '')),
    values: Object.fromEntries(values.flatMap((match) => (match ? [[match[1], match[2]]] : []))),
  };
}
