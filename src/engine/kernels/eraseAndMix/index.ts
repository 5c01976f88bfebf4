import type * as tf from '@tensorflow/tfjs-core';
import { MIXED_BITS_WGSL, mixedBits } from '../../../experiment/random';
import { fusedBackend } from '../../gpu/fused';
import { partnerOf, ROW, ROW_WIDTH, rowStart, SCALAR, SCALARS } from '../../step/layout';
import type { StepInputs } from '../../step/stepInputs';

/**
 * Quantiles of the normal distribution by rational functions (Acklam 2003, relative error below 1.2e-9), highest power first.
 * Not Box and Muller's cosine: WGSL promises only 2⁻¹¹ of that.
 */
const TAIL = 0.02425;
const MIDDLE_ABOVE = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const MIDDLE_BELOW = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
];
const TAIL_ABOVE = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const TAIL_BELOW = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416];

/** A polynomial as WGSL. */
function horner(coefficients: readonly number[], x: string): string {
  return coefficients.slice(1).reduce((sum, c) => `(${sum} * ${x} + (${c}))`, `(${coefficients[0]})`);
}

/** The value below which a share p of normal draws lies, 0 < p < 1. */
function normalQuantile(p: number): number {
  const value = (coefficients: readonly number[], x: number) => coefficients.reduce((sum, c) => sum * x + c, 0);
  const tail = Math.min(p, 1 - p);
  if (tail < TAIL) {
    const q = Math.sqrt(-2 * Math.log(tail));
    return (p < 0.5 ? 1 : -1) * (value(TAIL_ABOVE, q) / value([...TAIL_BELOW, 1], q));
  }
  const q = p - 0.5;
  return (q * value(MIDDLE_ABOVE, q * q)) / value([...MIDDLE_BELOW, 1], q * q);
}

/**
 * Random erasing of each picture, then mixup or CutMix of each with its partner, as the step inputs say.
 * @param images [B, S, S, C], normalised
 */
export function eraseAndMix(images: tf.Tensor4D, step: StepInputs): tf.Tensor4D {
  const [batch, size, , channels] = images.shape;
  const { mixed } = fusedBackend()!.run({
    name: 'eraseAndMix',
    inputs: { images, step: step.tensor },
    outputs: { mixed: { shape: images.shape } },
    invocations: batch * size * size,
    code: `
const B = ${batch}u; const S = ${size}u; const C = ${channels}u;
${MIXED_BITS_WGSL}
fn noise(b: u32, at: u32) -> f32 {
  let p = (f32(mixedBits(vec4u(u32(step[${SCALAR.noiseKey}]), b, at, 0u)) >> 9u) + 0.5) / 8388608.0;
  let tail = min(p, 1.0 - p);
  if (tail < ${TAIL}) {
    let q = sqrt(-2.0 * log(tail));
    let z = ${horner(TAIL_ABOVE, 'q')} / ${horner([...TAIL_BELOW, 1], 'q')};
    return select(-z, z, p < 0.5);
  }
  let q = p - 0.5;
  let r = q * q;
  return q * ${horner(MIDDLE_ABOVE, 'r')} / ${horner([...MIDDLE_BELOW, 1], 'r')};
}
fn within(x: u32, low: f32, high: f32) -> bool { return f32(x) >= low && f32(x) < high; }
fn pixel(b: u32, y: u32, x: u32, c: u32) -> f32 {
  let r = ${SCALARS}u + b * ${ROW_WIDTH}u;
  let left = step[r + ${ROW.eraseLeft}u];
  let top = step[r + ${ROW.eraseTop}u];
  let at = (y * S + x) * C + c;
  if (within(x, left, left + step[r + ${ROW.eraseWidth}u]) && within(y, top, top + step[r + ${ROW.eraseHeight}u])) {
    return noise(b, at);
  }
  return images[b * S * S * C + at];
}
fn kernel(i: u32) {
  let b = i / (S * S);
  let y = (i / S) % S;
  let x = i % S;
  var share = step[${SCALAR.partnerShare}];
  if (step[${SCALAR.cutRight}] > step[${SCALAR.cutLeft}]) {
    share = f32(within(x, step[${SCALAR.cutLeft}], step[${SCALAR.cutRight}])
      && within(y, step[${SCALAR.cutTop}], step[${SCALAR.cutBottom}]));
  }
  for (var c = 0u; c < C; c++) {
    var value = pixel(b, y, x, c);
    if (share > 0.0) { value = mix(value, pixel(B - 1u - b, y, x, c), share); }
    mixed[i * C + c] = value;
  }
}`,
  });
  return mixed as tf.Tensor4D;
}

/** The same on the CPU: first every picture is erased, then the batch is mixed with itself in reverse. */
export function eraseAndMixReference(
  images: Float32Array,
  [batch, size, , channels]: readonly [number, number, number, number],
  step: ArrayLike<number>,
): Float32Array<ArrayBuffer> {
  const erased = images.slice();
  for (let b = 0; b < batch; b++) {
    const [left, top, width, height] = [ROW.eraseLeft, ROW.eraseTop, ROW.eraseWidth, ROW.eraseHeight].map(
      (field) => step[rowStart(b) + field]!,
    ) as [number, number, number, number];
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) {
        for (let c = 0; c < channels; c++) {
          const at = (y * size + x) * channels + c;
          const uniform = ((mixedBits(step[SCALAR.noiseKey]!, b, at, 0) >>> 9) + 0.5) / 2 ** 23;
          erased[b * size * size * channels + at] = normalQuantile(uniform);
        }
      }
    }
  }
  const mixed = erased.slice();
  const [left, top, right, bottom] = [SCALAR.cutLeft, SCALAR.cutTop, SCALAR.cutRight, SCALAR.cutBottom].map(
    (field) => step[field]!,
  ) as [number, number, number, number];
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < size * size * channels; i++) {
      const [y, x] = [Math.floor(i / channels / size), Math.floor(i / channels) % size];
      const cut = x >= left && x < right && y >= top && y < bottom;
      const share = right > left ? Number(cut) : step[SCALAR.partnerShare]!;
      const own = b * size * size * channels + i;
      const other = partnerOf(b, batch) * size * size * channels + i;
      mixed[own] = (1 - share) * erased[own]! + share * erased[other]!;
    }
  }
  return mixed;
}
