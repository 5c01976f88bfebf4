/** The scale of one axis: its domain and its ticks. On a band axis the numbers are indices of categories. */
export interface Axis {
  scale: 'linear' | 'log' | 'band';
  domain: [number, number];
  ticks: number[];
}

export function sameAxis(a: Axis, b: Axis): boolean {
  return (
    a.scale === b.scale &&
    a.domain[0] === b.domain[0] &&
    a.domain[1] === b.domain[1] &&
    a.ticks.length === b.ticks.length &&
    a.ticks.every((tick, i) => tick === b.ticks[i])
  );
}

/** The place of a value on an axis: 0 at its lower end, 1 at its upper end. */
export function placeOn({ scale, domain: [low, high] }: Axis, value: number): number {
  if (scale === 'log') return Math.log(value / low) / Math.log(high / low);
  return (value - low) / (high - low);
}

const STEPS = [1, 2, 5, 10];

/** The smallest of 1, 2, 5 × 10ᵏ that is not below `value` (> 0). */
function niceCeiling(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  // With the tolerance, 0.30000000000000004 counts as 0.3.
  return decade * STEPS.find((step) => step * decade >= value * (1 - 1e-9))!;
}

function ticksBetween(low: number, high: number, gap: number): number[] {
  const first = Math.ceil(low / gap - 1e-9);
  const last = Math.floor(high / gap + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * gap).toPrecision(12)));
}

/**
 * The end of an axis of steps: a round number beyond the last step, but never beyond the end of the run (0 while unknown). It
 * grows rarely and in leaps, so that the curves stand still in between.
 */
export function stepsEnd(last: number, totalSteps: number): number {
  const round = Math.max(20, niceCeiling(Math.max(1, last)));
  return totalSteps > 0 ? Math.min(round, Math.max(totalSteps, last)) : round;
}

/** Steps from 0 to `end`, with ticks at round numbers. */
export function stepAxis(end: number): Axis {
  return { scale: 'linear', domain: [0, end], ticks: ticksBetween(0, end, niceCeiling(end / 5)) };
}

/** From 0 to a round number that is not below `max`, with about four ticks. */
export function linearAxis(max: number): Axis {
  if (!(max > 0) || !Number.isFinite(max)) return { scale: 'linear', domain: [0, 1], ticks: [0, 0.5, 1] };
  const gap = niceCeiling(max / 4);
  const high = Number((Math.ceil(max / gap - 1e-9) * gap).toPrecision(12));
  return { scale: 'linear', domain: [0, high], ticks: ticksBetween(0, high, gap) };
}

/** From 0 to 1, or from −1 if a cosine is negative. */
export function cosineAxis(cosines: readonly number[]): Axis {
  if (cosines.every((cosine) => cosine >= 0)) return linearAxis(1);
  return { scale: 'linear', domain: [-1, 1], ticks: [-1, -0.5, 0, 0.5, 1] };
}

/** Around the positive numbers `min` and `max`, with ticks at 1, 2, 5 × 10ᵏ, or only at powers of ten if those are too many. */
export function logAxis(min: number, max: number): Axis {
  if (!(min > 0) || !(max >= min) || !Number.isFinite(max)) return { scale: 'log', domain: [0.1, 1], ticks: [0.1, 1] };
  const marks: number[] = [];
  // One decade more at both ends: a logarithm close to a whole number may round to it.
  for (let power = Math.floor(Math.log10(min)) - 1; power <= Math.ceil(Math.log10(max)) + 1; power++) {
    for (const step of [1, 2, 5]) marks.push(Number((step * 10 ** power).toPrecision(12)));
  }
  const low = marks.findLast((mark) => mark <= min) ?? marks[0]!;
  const high = marks.find((mark) => mark >= max && mark > low) ?? marks.at(-1)!;
  const inside = marks.filter((mark) => mark >= low && mark <= high);
  const decades = inside.filter((mark) => Number.isInteger(Math.log10(mark)));
  return { scale: 'log', domain: [low, high], ticks: inside.length > 7 && decades.length > 1 ? decades : inside };
}

/** The axis is logarithmic if the largest value is at least this many times the smallest. */
const WIDE = 20;

/** An axis with ticks at exactly these values; logarithmic if they span orders of magnitude. */
export function axisOf(values: readonly number[]): Axis {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const scale = low > 0 && high >= WIDE * low ? 'log' : 'linear';
  return { scale, domain: [low, low === high ? low + 1 : high], ticks: [...values] };
}

/** One place for each of `count` categories. */
export function bandAxis(count: number): Axis {
  return { scale: 'band', domain: [-0.5, count - 0.5], ticks: Array.from({ length: count }, (_, i) => i) };
}
