import type * as tf from '@tensorflow/tfjs-core';
import { MIXED_BITS_WGSL } from '../../../experiment/random';
import { fusedBackend } from '../../gpu/fused';
import { ROW, ROW_WIDTH, SCALAR, SCALARS } from '../../step/layout';
import type { StepInputs } from '../../step/stepInputs';
import { NORMAL_QUANTILE_WGSL } from './normalQuantile';

/**
 * Random erasing of each picture, then mixup or CutMix of each with its partner, as the step inputs say. One dispatch; no gradient.
 *
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
  ${NORMAL_QUANTILE_WGSL}
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
