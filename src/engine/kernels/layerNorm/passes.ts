import type { Tensor } from '@tensorflow/tfjs-core';
import type { CapturingBackend } from '../../gpu/capturingBackend';
import type { Operand } from '../../gpu/kernel';
import { type Job, sideBySide } from '../wgsl/jobs';
import { Matrix } from '../wgsl/matrix';
import type { Part, PartialSums } from '../wgsl/partialSums';

/** Rows that one thread adds up for the gradients of gamma and beta. */
const ROWS_A_PART = 32;

/** Which rows of x [B, T, D] are normalised: the first `taken` of the `tokens` of each image. */
export interface Taken {
  tokens: number;
  taken: number;
}

interface Layout {
  dim: number;
  groups: number;
  /** Rows that are normalised, and all rows of x. */
  rows: number;
  allRows: number;
  /** WGSL expression for the row of x that belongs to a normalised row. */
  from: (row: string) => string;
}

function layoutOf(x: Tensor, taken: Taken | null): Layout {
  const dim = x.shape.at(-1)!;
  const allRows = x.size / dim;
  const groups = Math.ceil(dim / 4);
  if (!taken || taken.taken === taken.tokens) return { dim, groups, rows: allRows, allRows, from: (row) => row };
  const { tokens, taken: t } = taken;
  return {
    dim,
    groups,
    rows: (allRows / tokens) * t,
    allRows,
    from: (row) => `(${row}) / ${t}u * ${tokens}u + (${row}) % ${t}u`,
  };
}

/** Zeros for the columns beyond the last that a group of four may have. */
function masked({ dim, groups }: Layout, value: string): string {
  if (dim % 4 === 0) return value;
  const present = [0, 1, 2, 3].map((j) => (4 * (groups - 1) + j < dim ? 'true' : 'false'));
  return `select(vec4f(), ${value}, vec4<bool>(${present.join(', ')}) | vec4<bool>(g < ${groups - 1}u))`;
}

/**
 * x [..., D] → normalised rows times gamma plus beta [rows, D] (x's shape if all rows are taken), and each row's mean and
 * reciprocal standard deviation [rows, 2]. A thread a row.
 */
export function layerNormForward(
  gpu: CapturingBackend,
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  epsilon: number,
  taken: Taken | null = null,
): { y: Tensor; stats: Tensor } {
  const layout = layoutOf(x, taken);
  const { dim, groups, rows, from } = layout;
  const [given, scale, shift, to] = ['x', 'gamma', 'beta', 'y'].map((name) => new Matrix(name, dim)) as [
    Matrix,
    Matrix,
    Matrix,
    Matrix,
  ];
  return gpu.run({
    name: 'layerNorm',
    inputs: { x: given.operand(x), gamma: scale.operand(gamma), beta: shift.operand(beta) },
    outputs: {
      y: to.output(taken ? [x.shape[0]!, taken.taken, dim] : x.shape),
      stats: { shape: [rows, 2], as: 'vec2f' },
    },
    invocations: rows,
    code: `${given.code}${scale.code}${shift.code}${to.storeCode}
fn kernel(row: u32) {
  let at = ${given.base(from('row'))};
  let out = ${to.base('row')};
  var sum = vec4f();
  for (var g = 0u; g < ${groups}u; g++) { sum += ${given.load('at', 'g')}; }
  let mean = dot(sum, vec4f(1.0)) / ${dim}.0;
  var square = vec4f();
  for (var g = 0u; g < ${groups}u; g++) {
    let d = ${masked(layout, `${given.load('at', 'g')} - mean`)};
    square += d * d;
  }
  let rstd = inverseSqrt(dot(square, vec4f(1.0)) / ${dim}.0 + ${epsilon}f);
  for (var g = 0u; g < ${groups}u; g++) {
    let n = (${given.load('at', 'g')} - mean) * rstd;
    ${to.store('out', 'g', `n * ${scale.load('0u', 'g')} + ${shift.load('0u', 'g')}`)}
  }
  stats[row] = vec2f(mean, rstd);
}`,
  });
}

/** In how many parts the gradients of gamma and beta [D] are summed. */
export function layerNormParts(x: Tensor, taken: Taken | null = null): { gamma: Part; beta: Part } {
  const { dim, rows } = layoutOf(x, taken);
  const part = { shape: [dim], parts: Math.ceil(rows / ROWS_A_PART) };
  return { gamma: part, beta: part };
}

interface LayerNormSaved {
  x: Tensor;
  gamma: Tensor;
  stats: Tensor;
  taken?: Taken | null;
  /** Of x's shape, added to its gradient: what reaches x past the norm. */
  residual?: Tensor | null;
}

/**
 * The gradient of x from dy [rows, D], of x's shape and zero for rows that were not taken, in one dispatch, which also leaves
 * those of gamma and beta in `sums`.
 */
export function layerNormBackward<Name extends string>(
  gpu: CapturingBackend,
  dy: Tensor,
  { x, gamma, stats, taken = null, residual = null }: LayerNormSaved,
  sums: PartialSums<Name>,
  names: { gamma: Name; beta: Name },
): Tensor {
  const layout = layoutOf(x, taken);
  const { dim } = layout;
  const rows: RowMatrices = {
    slope: new Matrix('dy', dim),
    given: new Matrix('x', dim),
    scale: new Matrix('gamma', dim),
    past: residual ? new Matrix('residual', dim) : null,
    to: new Matrix('dx', dim),
  };
  const inputs: Record<string, Operand> = {
    dy: rows.slope.operand(dy),
    x: rows.given.operand(x),
    gamma: rows.scale.operand(gamma),
    stats: { tensor: stats, as: 'vec2f' },
  };
  if (residual) inputs.residual = rows.past!.operand(residual);
  return gpu.run({
    name: 'layerNormBackward',
    inputs,
    updates: sums.update,
    outputs: { dx: rows.to.output(x.shape) },
    ...sideBySide(
      [gradientOfRows(layout, rows, taken), partialSums(layout, rows)],
      `${[rows.slope, rows.given, rows.scale, rows.past].map((matrix) => matrix?.code ?? '').join('')}${rows.to.storeCode}
${sums.storeCode('storeGamma', names.gamma)}
${sums.storeCode('storeBeta', names.beta)}`,
    ),
  }).dx;
}

interface RowMatrices {
  slope: Matrix;
  given: Matrix;
  scale: Matrix;
  past: Matrix | null;
  to: Matrix;
}

/** A thread a row of x. */
function gradientOfRows(layout: Layout, { slope, given, scale, past, to }: RowMatrices, taken: Taken | null): Job {
  const { dim, groups, allRows, rows } = layout;
  const some = taken !== null && rows < allRows;
  const residual = past ? ` + ${past.load('at', 'g')}` : '';
  return {
    name: 'gradientOfRow',
    invocations: allRows,
    code: `
fn gradientOfRow(i: u32) {
  let at = ${given.base('i')};
  ${
    some
      ? `if (i % ${taken.tokens}u >= ${taken.taken}u) {
    for (var g = 0u; g < ${groups}u; g++) { ${to.store('at', 'g', past ? past.load('at', 'g') : 'vec4f()')} }
    return;
  }
  let row = i / ${taken.tokens}u * ${taken.taken}u + i % ${taken.tokens}u;`
      : 'let row = i;'
  }
  let own = ${slope.base('row')};
  let mean = stats[row].x;
  let rstd = stats[row].y;
  var sums = vec4f();
  var dots = vec4f();
  for (var g = 0u; g < ${groups}u; g++) {
    let d = ${slope.load('own', 'g')} * ${scale.load('0u', 'g')};
    sums += d;
    dots = fma(d, ${given.load('at', 'g')} - mean, dots);
  }
  let shift = dot(sums, vec4f(1.0)) / ${dim}.0;
  let tilt = dot(dots, vec4f(1.0)) * rstd * rstd / ${dim}.0;
  for (var g = 0u; g < ${groups}u; g++) {
    let d = ${slope.load('own', 'g')} * ${scale.load('0u', 'g')};
    ${to.store('at', 'g', `rstd * (d - shift - (${given.load('at', 'g')} - mean) * tilt)${residual}`)}
  }
}`,
  };
}

/** A thread four columns of a part of the normalised rows. */
function partialSums({ groups, rows, from }: Layout, { slope, given }: RowMatrices): Job {
  return {
    name: 'partialSum',
    invocations: Math.ceil(rows / ROWS_A_PART) * groups,
    code: `
fn partialSum(i: u32) {
  let part = i / ${groups}u;
  let g = i % ${groups}u;
  var dGamma = vec4f();
  var dBeta = vec4f();
  for (var row = part * ${ROWS_A_PART}u; row < min(${rows}u, (part + 1u) * ${ROWS_A_PART}u); row++) {
    let own = ${slope.base('row')};
    let at = ${given.base(from('row'))};
    let d = ${slope.load('own', 'g')};
    dGamma += d * (${given.load('at', 'g')} - stats[row].x) * stats[row].y;
    dBeta += d;
  }
  storeGamma(part, g, dGamma);
  storeBeta(part, g, dBeta);
}`,
  };
}
