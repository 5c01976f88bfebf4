import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../gpu/fused';
import { type Job, sideBySide } from './jobs';

/** Layer norm over the last axis with population variance. x [..., D], gamma and beta [D] → [..., D]. */
export function layerNorm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon = 1e-6): tf.Tensor {
  return fusedBackend() ? layerNormFused(x, gamma, beta, epsilon) : layerNormReference(x, gamma, beta, epsilon);
}

/** The same as a plain composition: the reference in tests, and the fallback on other backends. */
export function layerNormReference(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon = 1e-6): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  const normalised = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)));
  return tf.add(tf.mul(normalised, gamma), beta);
}

/** One thread a row: what reaches x. */
function gradientOfRows(rows: number): Job {
  return {
    name: 'gradientOfRow',
    invocations: rows,
    code: `
fn gradientOfRow(row: u32) {
  let start = row * D;
  let mean = stats[2u * row];
  let rstd = stats[2u * row + 1u];
  var sum = 0.0;
  var dot = 0.0;
  for (var j = 0u; j < D; j++) {
    let g = dy[start + j] * gamma[j];
    sum += g;
    dot += g * (x[start + j] - mean) * rstd;
  }
  sum /= f32(D);
  dot /= f32(D);
  for (var j = 0u; j < D; j++) {
    let n = (x[start + j] - mean) * rstd;
    dx[start + j] = rstd * (dy[start + j] * gamma[j] - sum - n * dot);
  }
}`,
  };
}

/** One thread a column and part of the rows: sums for gamma and beta, added up in a second dispatch. */
function partialSums(invocations: number): Job {
  return {
    name: 'partialSum',
    invocations,
    code: `
fn partialSum(i: u32) {
  let part = i / D;
  let j = i % D;
  var dgamma = 0.0;
  var dbeta = 0.0;
  for (var row = part * PART; row < min(ROWS, (part + 1u) * PART); row++) {
    let g = dy[row * D + j];
    dgamma += g * (x[row * D + j] - stats[2u * row]) * stats[2u * row + 1u];
    dbeta += g;
  }
  partial[part * 2u * D + j] = dgamma;
  partial[part * 2u * D + D + j] = dbeta;
}`,
  };
}

/** Rows that one thread adds up for the gradients of gamma and beta, before the partial sums are added. */
const ROWS_A_PART = 32;

function layerNormFused(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor {
  const dim = x.shape.at(-1)!;
  const rows = x.size / dim;
  const constants = `const D = ${dim}u; const ROWS = ${rows}u; const EPS = ${epsilon}f; const PART = ${ROWS_A_PART}u;`;

  return tf.customGrad((x, gamma, beta, save) => {
    const gpu = fusedBackend()!;
    const { y, stats } = gpu.run({
      name: 'layerNorm',
      inputs: { x: x as tf.Tensor, gamma: gamma as tf.Tensor, beta: beta as tf.Tensor },
      outputs: { y: { shape: (x as tf.Tensor).shape }, stats: { shape: [rows, 2] } },
      invocations: rows,
      code: `${constants}
fn kernel(row: u32) {
  let start = row * D;
  var mean = 0.0;
  for (var j = 0u; j < D; j++) { mean += x[start + j]; }
  mean /= f32(D);
  var variance = 0.0;
  for (var j = 0u; j < D; j++) { let d = x[start + j] - mean; variance += d * d; }
  let rstd = inverseSqrt(variance / f32(D) + EPS);
  for (var j = 0u; j < D; j++) { y[start + j] = (x[start + j] - mean) * rstd * gamma[j] + beta[j]; }
  stats[2u * row] = mean;
  stats[2u * row + 1u] = rstd;
}`,
    });
    (save as tf.GradSaveFunc)([x as tf.Tensor, gamma as tf.Tensor, stats]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, gamma, stats] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const parts = Math.ceil(rows / ROWS_A_PART);
        const { dx, partial } = gpu.run({
          name: 'layerNormGradient',
          inputs: { x, gamma, stats, dy },
          outputs: { dx: { shape: x.shape }, partial: { shape: [parts, 2, dim] } },
          ...sideBySide([gradientOfRows(rows), partialSums(parts * dim)], constants),
        });
        const { dgamma, dbeta } = gpu.run({
          name: 'layerNormGradSum',
          inputs: { partial },
          outputs: { dgamma: { shape: [dim] }, dbeta: { shape: [dim] } },
          invocations: dim,
          code: `${constants}
fn kernel(j: u32) {
  var g = 0.0;
  var b = 0.0;
  for (var part = 0u; part < ${parts}u; part++) {
    g += partial[part * 2u * D + j];
    b += partial[part * 2u * D + D + j];
  }
  dgamma[j] = g;
  dbeta[j] = b;
}`,
        });
        return [dx, dgamma, dbeta];
      },
    };
  })(x, gamma, beta);
}
