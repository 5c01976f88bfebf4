import type { Tensor } from '@tensorflow/tfjs-core';
import type { Kernel } from '../../gpu/kernel';
import { type Activation, activated, activationCode, slope } from '../wgsl/activation';
import { sideBySide } from '../wgsl/jobs';
import { Matrix, range } from '../wgsl/matrix';

// One row a picture and a few dozen columns: too small for the tiles of gemm.ts, so that a thread has four results.

/**
 * act(x·Wᵀ + b). x [B, K], weight [N, K], bias [N] → y [B, N] and, behind ReLU or SiLU, what went into it (`pre`), which the
 * gradient needs.
 */
export function denseKernel(
  x: Tensor,
  weight: Tensor,
  bias: Tensor,
  activation: Activation | 'logistic',
): Kernel<'y' | 'pre'> {
  const [batch, k] = x.shape as [number, number];
  const n = weight.shape[0]!;
  const [from, rows, shift] = [new Matrix('x', k), new Matrix('weight', k), new Matrix('bias', n)];
  const [to, before] = [new Matrix('y', n), new Matrix('pre', n)];
  const quads = Math.ceil(n / 4);
  const gate = activation === 'logistic';
  const outputs = { y: to.output([batch, n]), ...(gate ? {} : { pre: before.output([batch, n]) }) };
  return {
    name: 'excite',
    inputs: { x: from.operand(x), weight: rows.operand(weight), bias: shift.operand(bias) },
    outputs: outputs as Kernel<'y' | 'pre'>['outputs'],
    invocations: batch * quads,
    code: `${activationCode(gate ? 'silu' : activation)}${from.code}${rows.code}${shift.code}${to.storeCode}${gate ? '' : before.storeCode}
fn kernel(i: u32) {
  let q = i % ${quads}u;
  let base = ${from.base(`i / ${quads}u`)};
  ${range(4)
    .map((j) => `let w${j} = ${rows.base(`min(4u * q + ${j}u, ${n - 1}u)`)};`)
    .join(' ')}
  var sum = ${shift.load('0u', 'q')};
  for (var c = 0u; c < ${Math.ceil(k / 4)}u; c++) {
    let v = ${from.load('base', 'c')};
    sum += vec4f(${range(4)
      .map((j) => `dot(v, ${rows.load(`w${j}`, 'c')})`)
      .join(', ')});
  }
  let at = ${to.base(`i / ${quads}u`)};
  ${gate ? '' : before.store('at', 'q', 'sum')}
  ${to.store('at', 'q', gate ? 'logistic(sum)' : activated(activation, 'sum'))}
}`,
  };
}

/**
 * Gradients of x·Wᵀ + b from dy [B, N]: dx [B, K], dWeight [N, K], dBias [N]. With `behind`, x was act(pre), and dx is the
 * gradient of `pre` instead.
 */
export function denseBackwardKernel(
  dy: Tensor,
  x: Tensor,
  weight: Tensor,
  behind: { pre: Tensor; activation: Activation } | null,
): Kernel<'dx' | 'dWeight' | 'dBias'> {
  const [batch, k] = x.shape as [number, number];
  const n = weight.shape[0]!;
  const [slopes, from, rows] = [new Matrix('dy', n), new Matrix('x', k), new Matrix('weight', k)];
  const before = new Matrix('pre', k);
  const [dx, dWeight, dBias] = [new Matrix('dx', k), new Matrix('dWeight', k), new Matrix('dBias', n)];
  const columns = Math.ceil(k / 4);
  const quads = Math.ceil(n / 4);
  const inputJob = `fn gradX(i: u32) {
  let q = i % ${columns}u;
  let base = ${slopes.base(`i / ${columns}u`)};
  var sum = vec4f();
  for (var c = 0u; c < ${quads}u; c++) {
    let g = ${slopes.load('base', 'c')};
    ${range(4)
      .map(
        (j) =>
          `let w${j} = ${rows.base(`min(4u * c + ${j}u, ${n - 1}u)`)}; sum += g[${j}] * ${rows.load(`w${j}`, 'q')};`,
      )
      .join('\n    ')}
  }
  let at = ${dx.base(`i / ${columns}u`)};
  ${behind ? `sum *= ${slope(behind.activation, before.load('at', 'q'))};` : ''}
  ${dx.store('at', 'q', 'sum')}
}`;
  const weightJob = `fn gradWeight(i: u32) {
  let row = i / ${columns}u;
  let q = i % ${columns}u;
  var sum = vec4f();
  for (var b = 0u; b < ${batch}u; b++) {
    let lineY = ${slopes.base('b')};
    let lineX = ${from.base('b')};
    let g = ${slopes.load('lineY', '(row / 4u)')};
    sum += g[row % 4u] * ${from.load('lineX', 'q')};
  }
  let at = ${dWeight.base('row')};
  ${dWeight.store('at', 'q', 'sum')}
}`;
  const biasJob = `fn gradBias(q: u32) {
  var sum = vec4f();
  for (var b = 0u; b < ${batch}u; b++) { let line = ${slopes.base('b')}; sum += ${slopes.load('line', 'q')}; }
  ${dBias.store('0u', 'q', 'sum')}
}`;
  const shared = [slopes.code, from.code, rows.code, dx.storeCode, dWeight.storeCode, dBias.storeCode].join('');
  return {
    name: 'exciteBackward',
    inputs: {
      dy: slopes.operand(dy),
      x: from.operand(x),
      weight: rows.operand(weight),
      ...(behind ? { pre: before.operand(behind.pre) } : {}),
    },
    outputs: { dx: dx.output([batch, k]), dWeight: dWeight.output([n, k]), dBias: dBias.output([n]) },
    ...sideBySide(
      [
        { name: 'gradX', invocations: batch * columns, code: inputJob },
        { name: 'gradWeight', invocations: n * columns, code: weightJob },
        { name: 'gradBias', invocations: quads, code: biasJob },
      ],
      `${activationCode(behind?.activation)}${behind ? before.code : ''}${shared}`,
    ),
  };
}

/** Pictures as rows of channels, one row a pixel: their matrix, its quads of columns, and how many pixels a picture has. */
function pixelsOf(x: Tensor, name: string): { rows: Matrix; quads: number; area: number; count: number } {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const area = height * width;
  return { rows: new Matrix(name, channels), quads: Math.ceil(channels / 4), area, count: batch * area };
}

/** x [B, H, W, C] times its gate [B, C]. */
export function gateKernel(x: Tensor, gate: Tensor): Kernel<'y'> {
  const { rows: from, quads, area, count } = pixelsOf(x, 'x');
  const [gates, to] = [new Matrix('gate', from.cols), new Matrix('y', from.cols)];
  return {
    name: 'gate',
    inputs: { x: from.operand(x), gate: gates.operand(gate) },
    outputs: { y: to.output(x.shape) },
    invocations: count * quads,
    code: `${from.code}${gates.code}${to.storeCode}
fn kernel(i: u32) {
  let q = i % ${quads}u;
  let at = ${from.base(`i / ${quads}u`)};
  let line = ${gates.base(`i / ${quads * area}u`)};
  ${to.store('at', 'q', `${from.load('at', 'q')} * ${gates.load('line', 'q')}`)}
}`,
  };
}

/** Gradient of what the gate's logistic function was taken of, [B, C]: Σ dy·x over the picture times σ′. */
export function gateGradientKernel(x: Tensor, gate: Tensor, dy: Tensor): Kernel<'slopes'> {
  const { rows: from, quads, area, count } = pixelsOf(x, 'x');
  const [gates, given, to] = [
    new Matrix('gate', from.cols),
    new Matrix('dy', from.cols),
    new Matrix('slopes', from.cols),
  ];
  return {
    name: 'gateGradient',
    inputs: { x: from.operand(x), gate: gates.operand(gate), dy: given.operand(dy) },
    outputs: { slopes: to.output(gate.shape) },
    invocations: (count / area) * quads,
    code: `${from.code}${gates.code}${given.code}${to.storeCode}
fn kernel(i: u32) {
  let picture = i / ${quads}u;
  let q = i % ${quads}u;
  var sum = vec4f();
  for (var p = 0u; p < ${area}u; p++) {
    let at = ${from.base(`picture * ${area}u + p`)};
    sum += ${from.load('at', 'q')} * ${given.load('at', 'q')};
  }
  let line = ${gates.base('picture')};
  let s = ${gates.load('line', 'q')};
  ${to.store('line', 'q', 'sum * s * (1.0 - s)')}
}`,
  };
}

/** Gradient of the pictures: through the product, and through the mean that the gate was made from (dmean [B, C]). */
export function gatedInputGradientKernel(gate: Tensor, dy: Tensor, dmean: Tensor): Kernel<'dx'> {
  const { rows: given, quads, area, count } = pixelsOf(dy, 'dy');
  const [gates, means, to] = [
    new Matrix('gate', given.cols),
    new Matrix('dmean', given.cols),
    new Matrix('dx', given.cols),
  ];
  return {
    name: 'gatedInputGradient',
    inputs: { gate: gates.operand(gate), dy: given.operand(dy), dmean: means.operand(dmean) },
    outputs: { dx: to.output(dy.shape) },
    invocations: count * quads,
    code: `${given.code}${gates.code}${means.code}${to.storeCode}
fn kernel(i: u32) {
  let q = i % ${quads}u;
  let at = ${given.base(`i / ${quads}u`)};
  let line = ${gates.base(`i / ${quads * area}u`)};
  ${to.store('at', 'q', `${given.load('at', 'q')} * ${gates.load('line', 'q')} + ${means.load('line', 'q')} / ${area}f`)}
}`,
  };
}
