import { type Tensor, util } from '@tensorflow/tfjs-core';
import type { Operand, PlaygroundBackend } from '../gpu/backend';
import { GELU_WGSL } from './gelu';
import { chooseSplit, chooseTile, gemmJob, type Tile } from './gemm';
import { sideBySide } from './jobs';
import { Matrix } from './matrix';

/** Sizes of one linear layer: m rows of k numbers in, of n numbers out. */
function sizes(x: Tensor, weight: Tensor): { m: number; n: number; k: number } {
  const [n, k] = weight.shape as [number, number];
  util.assert(x.shape.at(-1) === k, () => `linear: input [${x.shape}] and weight [${weight.shape}] do not fit`);
  return { m: x.size / k, n, k };
}

export interface Epilogue {
  bias: Tensor | null;
  gelu: boolean;
  residual: Tensor | null;
}

/**
 * y = act(x·Wᵀ + b) + residual in one dispatch. x [..., K], weight [N, K] → y [..., N] and, where there is an activation,
 * what went into it (`pre`), which its gradient needs.
 */
export function linearForward(
  gpu: PlaygroundBackend,
  x: Tensor,
  weight: Tensor,
  { bias, gelu, residual }: Epilogue,
  tile?: Tile,
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
  const outputs: Record<string, ReturnType<Matrix['output']>> = { y: y.output(shape) };
  if (gelu) outputs.pre = preRows.output(shape);

  const { code, invocations } = sideBySide([
    gemmJob({
      name: 'forward',
      form: 'NT',
      m,
      n,
      k,
      a,
      b,
      tile: tile ?? chooseTile(m, n),
      store: 'finish',
      start: bias ? (group) => biasRow.load('0u', group) : undefined,
    }),
  ]);
  const result = gpu.run({
    name: 'linear',
    inputs,
    outputs,
    invocations,
    code: `${a.code}${b.code}${y.storeCode}
${bias ? biasRow.code : ''}${residual ? residualRows.code : ''}${gelu ? preRows.storeCode + GELU_WGSL : ''}
fn finish(row: u32, group: u32, sum: vec4f) {
  let base = ${y.base('row')};
  var v = sum;
  ${gelu ? `${preRows.store('base', 'group', 'v')} v = gelu(v);` : ''}
  ${residual ? `v += ${residualRows.load('base', 'group')};` : ''}
  ${y.store('base', 'group', 'v')}
}
${code}`,
  });
  return { y: result.y!, pre: result.pre ?? null };
}

export interface LinearGradients {
  dx: Tensor;
  dWeight: Tensor;
  dBias: Tensor;
}

/**
 * Gradients of x·Wᵀ + b from dy [..., N], in one dispatch where the rows are few and two where the weight gradient is split.
 * With `pre` [..., K], x was gelu(pre), and the first result is the gradient of `pre` instead.
 */
export function linearBackward(
  gpu: PlaygroundBackend,
  dy: Tensor,
  x: Tensor,
  weight: Tensor,
  { pre = null, tile, split }: { pre?: Tensor | null; tile?: Tile; split?: { tile: Tile; splits: number } } = {},
): LinearGradients {
  const { m, n, k } = sizes(x, weight);
  const { splits, tile: splitTile } = split ?? chooseSplit(n, k, m);
  const slope = new Matrix('dy', n);
  const rows = new Matrix('x', k);
  const weights = new Matrix('weight', k);
  const preRows = new Matrix('pre', k);
  const dx = new Matrix('dx', k);
  const dWeight = new Matrix('dWeight', k);
  const dBias = new Matrix('dBias', n);
  const inputs: Record<string, Operand> = {
    dy: slope.operand(dy),
    x: rows.operand(x),
    weight: weights.operand(weight),
  };
  if (pre) inputs.pre = preRows.operand(pre);

  const { code, invocations } = sideBySide([
    gemmJob({
      name: 'gradX',
      form: 'NN',
      m,
      n: k,
      k: n,
      a: slope,
      b: weights,
      tile: tile ?? chooseTile(m, k),
      store: 'storeX',
    }),
    gemmJob({
      name: 'gradWeight',
      form: 'TN',
      m: n,
      n: k,
      k: m,
      a: slope,
      b: rows,
      tile: splitTile,
      splits,
      store: 'storeWeight',
      columnSums: 'storeBias',
    }),
  ]);
  const result = gpu.run({
    name: 'linearBackward',
    inputs,
    outputs: {
      dx: dx.output(x.shape),
      dWeight: dWeight.output(splits > 1 ? [splits, n, k] : [n, k]),
      dBias: dBias.output(splits > 1 ? [splits, n] : [n]),
    },
    invocations,
    code: `${slope.code}${rows.code}${weights.code}${pre ? preRows.code + GELU_WGSL : ''}
${dx.storeCode}${dWeight.storeCode}${dBias.storeCode}
fn storeX(row: u32, group: u32, sum: vec4f) {
  let base = ${dx.base('row')};
  ${dx.store('base', 'group', pre ? `sum * geluGrad(${preRows.load('base', 'group')})` : 'sum')}
}
fn storeWeight(row: u32, group: u32, sum: vec4f) { let base = ${dWeight.base('row')}; ${dWeight.store('base', 'group', 'sum')} }
fn storeBias(split: u32, group: u32, sum: vec4f) { let base = ${dBias.base('split')}; ${dBias.store('base', 'group', 'sum')} }
${code}`,
  });
  return splits > 1 ? { dx: result.dx, ...addParts(gpu, result.dWeight, result.dBias) } : result;
}

/** Adds partial sums over the first axis in their order: dWeight [S, ...], dBias [S, ...] → the same without that axis. */
export function addParts(
  gpu: PlaygroundBackend,
  weightParts: Tensor,
  biasParts: Tensor,
): { dWeight: Tensor; dBias: Tensor } {
  const parts = { dWeight: weightParts, dBias: biasParts };
  const jobs = Object.entries(parts).map(([name, tensor]) => {
    const size = tensor.size / tensor.shape[0]!;
    const from = new Matrix(`${name}Parts`, size);
    const to = new Matrix(name, size);
    const code = `${from.code}${to.storeCode}
fn add_${name}(i: u32) {
  var sum = vec4f();
  for (var part = 0u; part < ${tensor.shape[0]}u; part++) { let base = ${from.base('part')}; sum += ${from.load('base', 'i')}; }
  ${to.store('0u', 'i', 'sum')}
}`;
    return { tensor, from, to, job: { name: `add_${name}`, invocations: Math.ceil(size / 4), code } };
  });
  const [weight, bias] = jobs as [(typeof jobs)[number], (typeof jobs)[number]];
  return gpu.run({
    name: 'addParts',
    inputs: Object.fromEntries(jobs.map(({ from, tensor }) => [from.name, from.operand(tensor)])),
    outputs: {
      dWeight: weight.to.output(parts.dWeight.shape.slice(1)),
      dBias: bias.to.output(parts.dBias.shape.slice(1)),
    },
    ...sideBySide(jobs.map(({ job }) => job)),
  });
}
