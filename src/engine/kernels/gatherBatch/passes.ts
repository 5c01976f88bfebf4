import type * as tf from '@tensorflow/tfjs-core';
import type { Border } from '../../../experiment/config';
import { fusedBackend } from '../../gpu/fused';
import { ROW, ROW_WIDTH, SCALARS } from '../../step/layout';
import type { StepInputs } from '../../step/stepInputs';
import type { ResidentPart, ResidentPixels } from '.';

/** The batch [batch, size, size, C] that the step inputs describe, in one dispatch; see `ResidentImages.batch`. */
export function gatherFused(
  parts: readonly ResidentPart[],
  { height, width, channels, mean, std }: ResidentPixels,
  step: StepInputs,
  batch: number,
  size: number,
  border: Border,
): tf.Tensor4D {
  const list = (values: readonly number[]) =>
    `array<f32, ${channels}>(${Array.from({ length: channels }, (_, c) => `${values[c]!}f`).join(', ')})`;
  const { images } = fusedBackend()!.run({
    name: 'gatherBatch',
    inputs: {
      ...Object.fromEntries(parts.map(({ words }, p) => [`words${p}`, { tensor: words, as: 'u32' as const }])),
      step: step.tensor,
    },
    outputs: { images: { shape: [batch, size, size, channels] } },
    invocations: batch * size * size,
    code: `
const H = ${height}; const W = ${width}; const C = ${channels}u; const S = ${size}u;
const IMAGE = ${height * width * channels}u;
const MEAN = ${list(mean)};
const STD = ${list(std)};
const OUTSIDE = ${list(outside(mean, border))};
${parts
  .map(
    ({ first }, p) => `fn byte${p}(image: u32, offset: u32) -> u32 {
  let i = (image - ${first}u) * IMAGE + offset;
  return (words${p}[i / 4u] >> (8u * (i % 4u))) & 255u;
}`,
  )
  .join('\n')}
fn pixel(image: u32, y: i32, x: i32, c: u32) -> f32 {
  if (x < 0 || y < 0 || x >= W || y >= H) { return OUTSIDE[c]; }
  let offset = (u32(y) * u32(W) + u32(x)) * C + c;
  ${parts
    .map(({ first }, p) => `if (image >= ${first}u) { return f32(byte${p}(image, offset)); }`)
    .slice(1)
    .reverse()
    .join('\n  ')}
  return f32(byte0(image, offset));
}
fn kernel(i: u32) {
  let b = i / (S * S);
  let row = (i / S) % S;
  let column = i % S;
  let r = ${SCALARS}u + b * ${ROW_WIDTH}u;
  let image = u32(step[r + ${ROW.index}u]);
  var across = f32(column);
  if (step[r + ${ROW.flip}u] > 0.5) { across = f32(S - 1u - column); }
  let x = step[r + ${ROW.left}u] + (across + 0.5) * (step[r + ${ROW.width}u] / f32(S)) - 0.5;
  let y = step[r + ${ROW.top}u] + (f32(row) + 0.5) * (step[r + ${ROW.height}u] / f32(S)) - 0.5;
  let x0 = i32(floor(x));
  let y0 = i32(floor(y));
  let fx = x - f32(x0);
  let fy = y - f32(y0);
  let x1 = x0 + i32(fx > 0.0);
  let y1 = y0 + i32(fy > 0.0);
  for (var c = 0u; c < C; c++) {
    let upper = mix(pixel(image, y0, x0, c), pixel(image, y0, x1, c), fx);
    let lower = mix(pixel(image, y1, x0, c), pixel(image, y1, x1, c), fx);
    images[i * C + c] = (mix(upper, lower, fy) / 255.0 - MEAN[c]) / STD[c];
  }
}`,
  });
  return images as tf.Tensor4D;
}

/** Pixel values beyond the border, 0…255, by channel. */
export function outside(mean: readonly number[], border: Border): number[] {
  return mean.map((value) => (border === 'mean' ? 255 * value : 0));
}
