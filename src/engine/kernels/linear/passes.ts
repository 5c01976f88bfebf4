import { type Tensor, util } from '@tensorflow/tfjs-core';
import type { CapturingBackend } from '../../gpu/capturingBackend';
import type { Operand } from '../../gpu/kernel';
import { GELU_WGSL } from '../wgsl/gelu';
import { gemmJob } from '../wgsl/gemm';
import { sideBySide } from '../wgsl/jobs';
import { Matrix } from '../wgsl/matrix';
import type { Part, PartialSums } from '../wgsl/partialSums';
import { type RowScale, ScaledRows, scaleOf } from '../wgsl/rowScale';
import { splitsOf, tileOf } from '../wgsl/tiles';

/** Sizes of one linear layer: m rows of k numbers in, of n numbers out. */
function sizes(x: Tensor, weight: Tensor): { m: number; n: number; k: number } {
  const [n, k] = weight.shape as [number, number];
  util.assert(x.shape.at(-1) === k, () => `linear: input [${x.shape}] and weight [${weight.shape}] do not fit`);
  return { m: x.size / k, n, k };
}

export interface LinearEpilogue {
  bias: Tensor | null;
  gelu?: boolean;
  residual?: Tensor | null;
  /** Multiplied before the residual is added; x is [B, T, K] then. */
  scale?: RowScale | null;
}

/**
 * y = scale·act(x·Wᵀ + b) + residual in one dispatch. x [..., K], weight [N, K] → y [..., N] and, with an activation,
 * what went into it (`pre`), which its gradient needs.
 */
export function linearForward(
  gpu: CapturingBackend,
  x: Tensor,
  weight: Tensor,
  { bias, gelu = false, residual = null, scale = null }: LinearEpilogue,
): { y: Tensor; pre: Tensor | null } {
  const { m, n, k } = sizes(x, weight);
  const shape = [...x.shape.slice(0, -1), n];
  const a = new Matrix('x', k);
  const b = new Matrix('weight', k);
  const [biasRow, residualRows, preRows, y] = ['bias', 'residual', 'pre', 'y'].map((name) => new Matrix(name, n)) as [
    Matrix,
    Matrix,
    Matrix,
    Matrix,
  ];
  const inputs: Record<string, Operand> = { x: a.operand(x), weight: b.operand(weight) };
  if (bias) inputs.bias = biasRow.operand(bias);
  if (residual) inputs.residual = residualRows.operand(residual);
  if (scale) inputs.scale = scale.values;
  const outputs: Record<string, ReturnType<Matrix['output']>> = { y: y.output(shape) };
  if (gelu) outputs.pre = preRows.output(shape);

  const { code, ...work } = sideBySide([
    gemmJob({
      name: 'forward',
      form: 'NT',
      m,
      n,
      k,
      a,
      b,
      tile: tileOf(gpu, { form: 'NT', m, n, k }),
      store: 'finish',
      start: bias ? (group) => biasRow.load('0u', group) : undefined,
    }),
  ]);
  const result = gpu.run({
    name: 'linear',
    inputs,
    outputs,
    ...work,
    code: `${a.code}${b.code}${y.storeCode}
${bias ? biasRow.code : ''}${residual ? residualRows.code : ''}${gelu ? preRows.storeCode + GELU_WGSL : ''}
fn finish(row: u32, group: u32, sum: vec4f) {
  let base = ${y.base('row')};
  var v = sum;
  ${gelu ? `${preRows.store('base', 'group', 'v')} v = gelu(v);` : ''}
  ${scale ? `v *= ${scaleOf(scale, 'row', x.shape[1]!)};` : ''}
  ${residual ? `v += ${residualRows.load('base', 'group')};` : ''}
  ${y.store('base', 'group', 'v')}
}
${code}`,
  });
  return { y: result.y!, pre: result.pre ?? null };
}

/** In how many parts the gradients of one layer's weight [N, K] and bias [N] are summed over m rows. */
export function linearParts(weight: Tensor, m: number): { weight: Part; bias: Part } {
  const [n, k] = weight.shape as [number, number];
  const parts = splitsOf(n, k, m);
  return { weight: { shape: [n, k], parts }, bias: { shape: [n], parts } };
}

interface LinearSaved {
  x: Tensor;
  weight: Tensor;
  /** [..., K] if x was gelu(pre): then the result is the gradient of `pre`. */
  pre?: Tensor | null;
  /** What the layer's result was multiplied by. */
  scale?: RowScale | null;
}

/**
 * The gradient of x in scale·(x·Wᵀ + b) from dy [..., N], in one dispatch, which also leaves those of weight and bias in `sums`
 * under the given names.
 */
export function linearBackward<Name extends string>(
  gpu: CapturingBackend,
  dy: Tensor,
  { x, weight, pre = null, scale = null }: LinearSaved,
  sums: PartialSums<Name>,
  names: { weight: Name; bias: Name },
): Tensor {
  const { m, n, k } = sizes(x, weight);
  const slope = new Matrix('dy', n);
  const slopes = scale ? new ScaledRows(slope, scale, x.shape[1]!) : slope;
  const rows = new Matrix('x', k);
  const weights = new Matrix('weight', k);
  const preRows = new Matrix('pre', k);
  const dx = new Matrix('dx', k);
  const inputs: Record<string, Operand> = {
    dy: slope.operand(dy),
    x: rows.operand(x),
    weight: weights.operand(weight),
  };
  if (pre) inputs.pre = preRows.operand(pre);
  if (scale) inputs.scale = scale.values;

  const { code, ...work } = sideBySide([
    gemmJob({
      name: 'gradX',
      form: 'NN',
      m,
      n: k,
      k: n,
      a: slopes,
      b: weights,
      tile: tileOf(gpu, { form: 'NN', m, n: k, k: n }),
      store: 'storeX',
    }),
    gemmJob({
      name: 'gradWeight',
      form: 'TN',
      m: n,
      n: k,
      k: m,
      a: slopes,
      b: rows,
      tile: tileOf(gpu, { form: 'TN', m: n, n: k, k: m }),
      splits: sums.parts(names.weight),
      store: 'storeWeight',
      columnSums: 'storeBias',
    }),
  ]);
  return gpu.run({
    name: 'linearBackward',
    inputs,
    updates: sums.update,
    outputs: { dx: dx.output(x.shape) },
    ...work,
    code: `${slopes.code}${rows.code}${weights.code}${pre ? preRows.code + GELU_WGSL : ''}${dx.storeCode}
${sums.storeCode('storeWeight', names.weight)}
${sums.storeCode('storeBias', names.bias)}
fn storeX(row: u32, group: u32, sum: vec4f) {
  let base = ${dx.base('row')};
  ${dx.store('base', 'group', pre ? `sum * geluGrad(${preRows.load('base', 'group')})` : 'sum')}
}
${code}`,
  }).dx;
}
