import * as tf from '@tensorflow/tfjs-core';
import type { CapturingBackend } from '../../gpu/capturingBackend';
import { Matrix } from './matrix';

/**
 * WGSL for the exact GELU, x·Φ(x), of four numbers, and its derivative. Φ by Abramowitz & Stegun 7.1.26, off by at most 1e-7.
 */
export const GELU_WGSL = `
/** ½·erfc(|x|/√2), given e = exp(−x²/2). */
fn upperTail(x: vec4f, e: vec4f) -> vec4f {
  let t = 1.0 / (1.0 + 0.3275911 * 0.70710678 * abs(x));
  return 0.5 * e * t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
}
fn gelu(x: vec4f) -> vec4f {
  let tail = upperTail(x, exp(-0.5 * x * x));
  return x * select(tail, 1.0 - tail, x > vec4f());
}
fn geluGrad(x: vec4f) -> vec4f {
  let e = exp(-0.5 * x * x);
  let tail = upperTail(x, e);
  return select(tail, 1.0 - tail, x > vec4f()) + 0.39894228 * x * e;
}`;

/** Exact (erf) GELU as a composition: the reference in tests, and the fallback on other backends. */
export function geluReference(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

/** dy ⊙ gelu′(x) on the GPU; x and dy of any, but the same, shape. */
export function geluBackward(gpu: CapturingBackend, x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  const [from, slope, to] = [new Matrix('x', x.size), new Matrix('dy', x.size), new Matrix('dx', x.size)];
  return gpu.run({
    name: 'geluBackward',
    inputs: { x: from.operand(x), dy: slope.operand(dy) },
    outputs: { dx: to.output(x.shape) },
    invocations: Math.ceil(x.size / 4),
    code: `${GELU_WGSL}${from.code}${slope.code}${to.storeCode}
fn kernel(i: u32) {
  ${to.store('0u', 'i', `${slope.load('0u', 'i')} * geluGrad(${from.load('0u', 'i')})`)}
}`,
  }).dx;
}
