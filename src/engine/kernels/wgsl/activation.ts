import * as tf from '@tensorflow/tfjs-core';

/** What convolutional networks put behind a norm: max(x, 0), or x·σ(x) (swish, as in EfficientNet). */
export type Activation = 'relu' | 'silu';

/** WGSL for SiLU of four numbers and its derivative. The exponent is held where exp stays finite. */
const SILU_WGSL = `
fn logistic(x: vec4f) -> vec4f { return 1.0 / (1.0 + exp(min(-x, vec4f(80.0)))); }
fn silu(x: vec4f) -> vec4f { return x * logistic(x); }
fn siluGrad(x: vec4f) -> vec4f { let s = logistic(x); return s * (1.0 + x * (1.0 - s)); }`;

/** WGSL functions that `activated` and `slope` need. */
export function activationCode(activation: Activation | undefined): string {
  return activation === 'silu' ? SILU_WGSL : '';
}

/** WGSL expression for the activation of a vec4f expression. */
export function activated(activation: Activation | undefined, x: string): string {
  if (!activation) return x;
  return activation === 'relu' ? `max(${x}, vec4f())` : `silu(${x})`;
}

/** WGSL expression for the activation's derivative at a vec4f expression. */
export function slope(activation: Activation, x: string): string {
  return activation === 'relu' ? `select(vec4f(), vec4f(1.0), ${x} > vec4f())` : `siluGrad(${x})`;
}

/** Plain composition of tfjs operations: the reference in tests, and the fallback on WebGL and CPU. */
export function activationReference(activation: Activation | undefined, x: tf.Tensor): tf.Tensor {
  if (!activation) return x;
  return activation === 'relu' ? tf.relu(x) : tf.mul(x, tf.sigmoid(x));
}
