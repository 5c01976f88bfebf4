import type * as tf from '@tensorflow/tfjs-core';
import { numberOf, type RandAugmentOp } from '../../../experiment/randAugment';
import { fusedBackend } from '../../gpu/fused';
import { ROW_WIDTH, SCALARS } from '../../step/layout';
import type { StepInputs } from '../../step/stepInputs';
import type { Normalisation } from '.';

/** One operation a picture, from one slot of the step inputs: a table pass and a pixel pass. */
export function oneOperation(
  images: tf.Tensor4D,
  step: StepInputs,
  { mean, std }: Normalisation,
  slot: number,
): tf.Tensor4D {
  const gpu = fusedBackend()!;
  const [batch, size, , channels] = images.shape;
  const list = (values: readonly number[]) =>
    `array<f32, ${channels}>(${Array.from({ length: channels }, (_, c) => `${values[c]!}f`).join(', ')})`;
  const is = (...ops: RandAugmentOp[]) => ops.map((op) => `op == ${numberOf(op)}u`).join(' || ');
  const shared = `
const S = ${size}u; const C = ${channels}u; const P = ${size * size}u;
const MEAN = ${list(mean)};
const STD = ${list(std)};
fn opOf(b: u32) -> u32 { return u32(step[${SCALARS}u + b * ${ROW_WIDTH}u + ${slot}u]); }
fn argumentOf(b: u32) -> f32 { return step[${SCALARS}u + b * ${ROW_WIDTH}u + ${slot + 1}u]; }
fn level(b: u32, p: u32, c: u32) -> f32 {
  return clamp(round(255.0 * (images[(b * P + p) * C + c] * STD[c] + MEAN[c])), 0.0, 255.0);
}
fn grey(b: u32, p: u32) -> f32 {
  ${
    channels === 3
      ? 'return f32((u32(level(b, p, 0u)) * 19595u + u32(level(b, p, 1u)) * 38470u + u32(level(b, p, 2u)) * 7471u + 32768u) >> 16u);'
      : 'return level(b, p, 0u);'
  }
}
// Pillow cuts fractions off; the small share keeps whole numbers whole in 32 bits.
fn cutOff(value: f32) -> f32 { return clamp(floor(value + 0.001), 0.0, 255.0); }
fn blend(plain: f32, full: f32, factor: f32) -> f32 { return cutOff(plain + factor * (full - plain)); }`;

  const { table } = gpu.run({
    name: 'randAugmentTable',
    inputs: { images, step: step.tensor },
    outputs: { table: { shape: [batch, channels, 256] } },
    invocations: batch * channels,
    code: `${shared}
fn kernel(i: u32) {
  let b = i / C;
  let c = i % C;
  let op = opOf(b);
  if (${is('equalize')}) {
    var counts: array<u32, 256>;
    for (var p = 0u; p < P; p++) { counts[u32(level(b, p, c))]++; }
    var last = 255u;
    while (counts[last] == 0u) { last--; }
    let share = (P - counts[last]) / 255u;
    var below = share / 2u;
    for (var v = 0u; v < 256u; v++) {
      table[i * 256u + v] = select(f32(min(255u, below / max(1u, share))), f32(v), share == 0u);
      below += counts[v];
    }
  } else if (${is('autoContrast')}) {
    var low = 255.0;
    var high = 0.0;
    for (var p = 0u; p < P; p++) {
      low = min(low, level(b, p, c));
      high = max(high, level(b, p, c));
    }
    for (var v = 0u; v < 256u; v++) {
      table[i * 256u + v] = select(f32(v), cutOff((f32(v) - low) * (255.0 / (high - low))), high > low);
    }
  } else if (${is('contrast')}) {
    var sum = 0u;
    for (var p = 0u; p < P; p++) { sum += u32(grey(b, p)); }
    let middle = floor(f32(sum) / f32(P) + 0.5);
    for (var v = 0u; v < 256u; v++) { table[i * 256u + v] = blend(middle, f32(v), argumentOf(b)); }
  }
}`,
  });
  const { changed } = gpu.run({
    name: 'randAugment',
    inputs: { images, table, step: step.tensor },
    outputs: { changed: { shape: images.shape } },
    invocations: batch * size * size,
    code: `${shared}
const SIDE = ${size}f;
fn at(b: u32, y: i32, x: i32, c: u32) -> f32 {
  let inside = vec2u(clamp(vec2i(x, y), vec2i(0), vec2i(i32(S) - 1)));
  return level(b, inside.y * S + inside.x, c);
}
// Where the pixel comes from; pixel centres are at halves.
fn origin(op: u32, amount: f32, x: f32, y: f32) -> vec2f {
  if (${is('rotate')}) {
    let across = sqrt(1.0 - amount * amount);
    let place = vec2f(x, y) - 0.5 * SIDE;
    return vec2f(across * place.x - amount * place.y, amount * place.x + across * place.y) + 0.5 * SIDE;
  }
  if (${is('shearX')}) { return vec2f(x + amount * y, y); }
  if (${is('shearY')}) { return vec2f(x, y + amount * x); }
  if (${is('translateX')}) { return vec2f(x + amount * SIDE, y); }
  return vec2f(x, y + amount * SIDE);
}
fn moved(b: u32, place: vec2f, c: u32) -> f32 {
  if (any(place < vec2f(0.0)) || any(place >= vec2f(SIDE))) { return min(255.0, round(255.0 * MEAN[c])); }
  let corner = vec2i(floor(place - 0.5));
  let part = place - 0.5 - vec2f(corner);
  let upper = mix(at(b, corner.y, corner.x, c), at(b, corner.y, corner.x + 1, c), part.x);
  let lower = mix(at(b, corner.y + 1, corner.x, c), at(b, corner.y + 1, corner.x + 1, c), part.x);
  return cutOff(mix(upper, lower, part.y));
}
fn smoothed(b: u32, y: i32, x: i32, c: u32) -> f32 {
  if (x == 0 || y == 0 || x == i32(S) - 1 || y == i32(S) - 1) { return at(b, y, x, c); }
  var sum = 4.0 * at(b, y, x, c);
  for (var dy = -1; dy <= 1; dy++) { for (var dx = -1; dx <= 1; dx++) { sum += at(b, y + dy, x + dx, c); } }
  return floor(sum / 13.0 + 0.5);
}
fn newLevel(b: u32, p: u32, c: u32, op: u32) -> f32 {
  let v = level(b, p, c);
  let amount = argumentOf(b);
  if (op >= ${numberOf('shearX')}u || ${is('rotate')}) {
    return moved(b, origin(op, amount, f32(p % S) + 0.5, f32(p / S) + 0.5), c);
  }
  if (${is('autoContrast', 'equalize', 'contrast')}) { return table[(b * C + c) * 256u + u32(v)]; }
  if (${is('invert')}) { return 255.0 - v; }
  if (${is('posterize')}) { return f32(u32(v) & (256u - (1u << (8u - u32(amount))))); }
  if (${is('solarize')}) { return select(v, 255.0 - v, v >= amount); }
  if (${is('solarizeAdd')}) { return select(v, min(255.0, v + amount), v < 128.0); }
  if (${is('color')}) { return blend(grey(b, p), v, amount); }
  if (${is('brightness')}) { return blend(0.0, v, amount); }
  return blend(smoothed(b, i32(p / S), i32(p % S), c), v, amount);
}
fn kernel(i: u32) {
  let b = i / P;
  let op = opOf(b);
  for (var c = 0u; c < C; c++) {
    if (op == 0u) { changed[i * C + c] = images[i * C + c]; continue; }
    changed[i * C + c] = (newLevel(b, i % P, c, op) / 255.0 - MEAN[c]) / STD[c];
  }
}`,
  });
  table.dispose();
  return changed as tf.Tensor4D;
}
