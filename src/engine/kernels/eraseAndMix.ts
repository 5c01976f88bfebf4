import type * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../gpu/fused';
import type { StepInputs } from '../gpu/stepInputs';
import { MIXED_BITS_WGSL, mixedBits } from '../random';
import { partnerOf, ROW, ROW_WIDTH, rowStart, SCALAR, SCALARS } from '../train/stepLayout';

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
fn uniform24(b: u32, at: u32, draw: u32) -> f32 {
  return f32(mixedBits(vec4u(u32(step[${SCALAR.noiseKey}]), b, at, draw)) >> 8u) / 16777216.0;
}
fn within(x: u32, low: f32, high: f32) -> bool { return f32(x) >= low && f32(x) < high; }
fn pixel(b: u32, y: u32, x: u32, c: u32) -> f32 {
  let r = ${SCALARS}u + b * ${ROW_WIDTH}u;
  let left = step[r + ${ROW.eraseLeft}u];
  let top = step[r + ${ROW.eraseTop}u];
  let at = (y * S + x) * C + c;
  if (within(x, left, left + step[r + ${ROW.eraseWidth}u]) && within(y, top, top + step[r + ${ROW.eraseHeight}u])) {
    return sqrt(-2.0 * log(1.0 - uniform24(b, at, 0u))) * cos(6.283185307179586 * uniform24(b, at, 1u));
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
          const uniform = (draw: number) => (mixedBits(step[SCALAR.noiseKey]!, b, at, draw) >>> 8) / 0x1000000;
          const radius = Math.sqrt(-2 * Math.log(1 - uniform(0)));
          erased[b * size * size * channels + at] = radius * Math.cos(2 * Math.PI * uniform(1));
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
