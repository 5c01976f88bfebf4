import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { type Kernel, type Operand, vec4 } from '../../gpu/kernel';
import { type Activation, activated, activationCode, slope } from '../wgsl/activation';

/** PyTorch's defaults. */
export const BATCH_NORM_EPSILON = 1e-5;
export const BATCH_NORM_MOMENTUM = 0.1;

/** Rows of pixels that one thread adds up, so that both sums, within a part and over parts, are short. */
function rowsAPart(rows: number): number {
  return Math.max(16, Math.ceil(Math.sqrt(rows)));
}

interface Sizes {
  /** Pixels of the whole batch. */
  rows: number;
  /** Channels in fours. */
  groups: number;
  part: number;
  parts: number;
}

function sizesOf(x: Tensor): Sizes {
  const channels = x.shape.at(-1)!;
  const rows = x.size / channels;
  const part = rowsAPart(rows);
  return { rows, groups: channels / 4, part, parts: Math.ceil(rows / part) };
}

function constants({ rows, groups, part, parts }: Sizes): string {
  return `const ROWS = ${rows}u; const C = ${groups}u; const PART = ${part}u; const PARTS = ${parts}u;`;
}

/** Mean and sum of squared distances to it, of each part: [parts, 2, C]. */
export function partsKernel(x: Tensor): Kernel<'partial'> {
  const sizes = sizesOf(x);
  return {
    name: 'batchNormParts',
    inputs: { x: vec4(x) },
    outputs: { partial: { shape: [sizes.parts, 2, 4 * sizes.groups], as: 'vec4f' } },
    invocations: sizes.parts * sizes.groups,
    code: `${constants(sizes)}
fn kernel(i: u32) {
  let part = i / C;
  let c = i % C;
  let end = min(ROWS, (part + 1u) * PART);
  var mean = vec4f();
  for (var row = part * PART; row < end; row++) { mean += x[row * C + c]; }
  mean /= f32(end - part * PART);
  var squares = vec4f();
  for (var row = part * PART; row < end; row++) { let d = x[row * C + c] - mean; squares += d * d; }
  partial[2u * part * C + c] = mean;
  partial[(2u * part + 1u) * C + c] = squares;
}`,
  };
}

/**
 * Joins the parts' means and squares (Chan, Golub and LeVeque), moves the running statistics, and gives mean and 1/deviation,
 * [2, C].
 */
export function statsKernel(
  partial: Tensor,
  x: Tensor,
  running: { mean: Variable; variance: Variable },
): Kernel<'stats'> {
  const sizes = sizesOf(x);
  return {
    name: 'batchNormStatistics',
    inputs: { partial: vec4(partial) },
    updates: { runningMean: vec4(running.mean), runningVariance: vec4(running.variance) },
    outputs: { stats: { shape: [2, 4 * sizes.groups], as: 'vec4f' } },
    invocations: sizes.groups,
    code: `${constants(sizes)}
fn kernel(c: u32) {
  var mean = partial[c];
  var squares = partial[C + c];
  var count = f32(min(ROWS, PART));
  for (var part = 1u; part < PARTS; part++) {
    let more = f32(min(ROWS, (part + 1u) * PART) - part * PART);
    let delta = partial[2u * part * C + c] - mean;
    mean += delta * (more / (count + more));
    squares += partial[(2u * part + 1u) * C + c] + delta * delta * (count * more / (count + more));
    count += more;
  }
  stats[c] = mean;
  stats[C + c] = inverseSqrt(squares / f32(ROWS) + ${BATCH_NORM_EPSILON}f);
  runningMean[c] = mix(runningMean[c], mean, ${BATCH_NORM_MOMENTUM}f);
  runningVariance[c] = mix(runningVariance[c], squares / f32(max(1u, ROWS - 1u)), ${BATCH_NORM_MOMENTUM}f);
}`,
  };
}

export function applyKernel(
  x: Tensor,
  stats: Tensor,
  gamma: Tensor,
  beta: Tensor,
  { residual, activation }: { residual?: Tensor; activation?: Activation },
): Kernel<'y'> {
  const { groups } = sizesOf(x);
  const sum = `(x[i] - stats[c]) * stats[${groups}u + c] * gamma[c] + beta[c]${residual ? ' + residual[i]' : ''}`;
  return {
    name: 'batchNorm',
    inputs: {
      x: vec4(x),
      stats: vec4(stats),
      gamma: vec4(gamma),
      beta: vec4(beta),
      ...(residual ? { residual: vec4(residual) } : {}),
    },
    outputs: { y: { shape: x.shape, as: 'vec4f' } },
    invocations: x.size / 4,
    code: `${activationCode(activation)}
fn kernel(i: u32) {
  let c = i % ${groups}u;
  y[i] = ${activated(activation, sum)};
}`,
  };
}

/**
 * What the gradient of an activation behind the norm needs: of ReLU the result, which says where it let pass; of SiLU scale and
 * shift, from which its argument is computed again (there is no residual then).
 */
export type Behind = { activation: 'relu'; y: Tensor } | { activation: 'silu'; gamma: Tensor; beta: Tensor } | null;

function inputsOf(behind: Behind): Record<string, Operand> {
  if (!behind) return {};
  return behind.activation === 'relu' ? { y: vec4(behind.y) } : { gamma: vec4(behind.gamma), beta: vec4(behind.beta) };
}

/** WGSL expression for the gradient that arrives at the norm. */
function arriving(behind: Behind, groups: number): string {
  if (!behind) return 'dy[i]';
  const argument =
    behind.activation === 'relu' ? 'y[i]' : `((x[i] - stats[c]) * stats[${groups}u + c] * gamma[c] + beta[c])`;
  return `dy[i] * ${slope(behind.activation, argument)}`;
}

/** Sums of the gradient times the normalised input, and of the gradient, of each part: [parts, 2, C]. */
export function gradientPartsKernel(x: Tensor, stats: Tensor, dy: Tensor, behind: Behind): Kernel<'partial'> {
  const sizes = sizesOf(x);
  return {
    name: 'batchNormGradientParts',
    inputs: { x: vec4(x), stats: vec4(stats), dy: vec4(dy), ...inputsOf(behind) },
    outputs: { partial: { shape: [sizes.parts, 2, 4 * sizes.groups], as: 'vec4f' } },
    invocations: sizes.parts * sizes.groups,
    code: `${constants(sizes)}${activationCode(behind?.activation)}
fn kernel(thread: u32) {
  let part = thread / C;
  let c = thread % C;
  let mean = stats[c];
  var dgamma = vec4f();
  var dbeta = vec4f();
  for (var row = part * PART; row < min(ROWS, (part + 1u) * PART); row++) {
    let i = row * C + c;
    let g = ${arriving(behind, sizes.groups)};
    dgamma += g * (x[i] - mean);
    dbeta += g;
  }
  partial[2u * part * C + c] = dgamma * stats[C + c];
  partial[(2u * part + 1u) * C + c] = dbeta;
}`,
  };
}

/** Both sums as tensors of their own, [C], and together, [2, C]: devices bind as few as eight tensors at a time. */
export function gradientSumKernel(partial: Tensor): Kernel<'dgamma' | 'dbeta' | 'sums'> {
  const [parts, , channels] = partial.shape as [number, number, number];
  const groups = channels / 4;
  return {
    name: 'batchNormGradientSum',
    inputs: { partial: vec4(partial) },
    outputs: {
      dgamma: { shape: [channels], as: 'vec4f' },
      dbeta: { shape: [channels], as: 'vec4f' },
      sums: { shape: [2, channels], as: 'vec4f' },
    },
    invocations: groups,
    code: `fn kernel(c: u32) {
  var g = vec4f();
  var b = vec4f();
  for (var part = 0u; part < ${parts}u; part++) {
    g += partial[2u * part * ${groups}u + c];
    b += partial[(2u * part + 1u) * ${groups}u + c];
  }
  dgamma[c] = g;
  dbeta[c] = b;
  sums[c] = g;
  sums[${groups}u + c] = b;
}`,
  };
}

/**
 * The gradient of the input, and of the residual if there is one.
 *
 * @param sums of the gradients of scale and shift, [2, C]
 */
export function gradientKernel(
  x: Tensor,
  stats: Tensor,
  gamma: Tensor,
  dy: Tensor,
  behind: Behind,
  sums: Tensor,
  residual: boolean,
): Kernel<'dx' | 'dresidual'> {
  const { rows, groups } = sizesOf(x);
  const outputs = {
    dx: { shape: x.shape, as: 'vec4f' },
    ...(residual ? { dresidual: { shape: x.shape, as: 'vec4f' } } : {}),
  } as Kernel<'dx' | 'dresidual'>['outputs'];
  return {
    name: 'batchNormGradient',
    inputs: {
      x: vec4(x),
      stats: vec4(stats),
      gamma: vec4(gamma),
      dy: vec4(dy),
      ...inputsOf(behind),
      sums: vec4(sums),
    },
    outputs,
    invocations: x.size / 4,
    code: `${activationCode(behind?.activation)}
fn kernel(i: u32) {
  let c = i % ${groups}u;
  let g = ${arriving(behind, groups)};
  let rstd = stats[${groups}u + c];
  let normalised = (x[i] - stats[c]) * rstd;
  dx[i] = gamma[c] * rstd * (g - (sums[${groups}u + c] + normalised * sums[c]) / ${rows}f);
  ${residual ? 'dresidual[i] = g;' : ''}
}`,
  };
}
