import { type Tensor, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { KernelOutput, Operand, PlaygroundBackend } from '../gpu/backend';

/** Registers, in floats, that one thread may spend on the rows it keeps. */
const REGISTERS = 128;
const MOST_ROWS = 4;
/** Keys whose scores are taken together, so that the running maximum is corrected once for all four. */
const KEYS = 4;

interface Layout {
  batch: number;
  tokens: number;
  dim: number;
  heads: number;
  /** Of one head. */
  width: number;
}

function layoutOf(qkv: Tensor, heads: number): Layout {
  const [batch, tokens, columns] = qkv.shape as [number, number, number];
  util.assert(qkv.rank === 3 && columns % (3 * heads) === 0, () => `attention: [${qkv.shape}] has no ${heads} heads`);
  return { batch, tokens, dim: columns / 3, heads, width: columns / 3 / heads };
}

/** The part of a [B·T, columns] tensor that belongs to one head, in chunks of four numbers; the last is filled with zeros. */
class HeadRows {
  readonly #byFours: boolean;
  readonly #unit: number;

  constructor(
    readonly name: string,
    readonly columns: number,
    readonly width: number,
  ) {
    this.#byFours = width % 4 === 0;
    this.#unit = this.#byFours ? 4 : 1;
  }

  operand(tensor: TensorInfo): Operand {
    return this.#byFours ? { tensor, as: 'vec4f' } : tensor;
  }

  output(shape: number[]): KernelOutput {
    return this.#byFours ? { shape, as: 'vec4f' } : { shape };
  }

  /** Where `head` starts in a row, from column `from` on. */
  base(row: string, from: number, head = 'head'): string {
    return `(${row}) * ${this.columns / this.#unit}u + ${from / this.#unit}u + ${head} * ${this.width / this.#unit}u`;
  }

  load(base: string, chunk: number): string {
    if (this.#byFours) return `${this.name}[${base} + ${chunk}u]`;
    const element = (j: number) => (4 * chunk + j < this.width ? `${this.name}[${base} + ${4 * chunk + j}u]` : '0.0');
    return `vec4f(${range(4).map(element).join(', ')})`;
  }

  store(base: string, chunk: number, value: string): string {
    if (this.#byFours) return `${this.name}[${base} + ${chunk}u] = ${value};`;
    const present = range(4).filter((j) => 4 * chunk + j < this.width);
    const stores = present.map((j) => `${this.name}[${base} + ${4 * chunk + j}u] = v[${j}];`);
    return `{ let v = ${value}; ${stores.join(' ')} }`;
  }
}

/** What the kernels below share: a thread owns `rows` neighbouring tokens of one head of one image. */
function frame({ batch, tokens, heads, width }: Layout, keptPerRow: number) {
  const chunks = range(Math.ceil(width / 4));
  const rows = range(Math.max(1, Math.min(MOST_ROWS, Math.floor(REGISTERS / (keptPerRow * 4 * chunks.length)))));
  const blocks = Math.ceil(tokens / rows.length);
  return {
    chunks,
    rows,
    invocations: batch * heads * blocks,
    /** Declares head, first (the image's first row), token0… and stats0…, the place of each token in a [B, H, T] tensor. */
    start: `
  let head = i / ${blocks}u % ${heads}u;
  let image = i / ${blocks * heads}u;
  let first = image * ${tokens}u;
  let own = i % ${blocks}u * ${rows.length}u;
  ${rows.map((r) => `let token${r} = min(own + ${r}u, ${tokens - 1}u);`).join(' ')}
  ${rows.map((r) => `let stats${r} = (image * ${heads}u + head) * ${tokens}u + token${r};`).join(' ')}`,
    /** Leaves out tokens past the end. */
    guard: (r: number, code: string) => (r === 0 ? code : `if (own + ${r}u < ${tokens}u) { ${code} }`),
    /** Dot product of chunk variables a0·b0 + a1·b1 + … */
    dot: (a: (c: number) => string, b: (c: number) => string) => chunks.map((c) => `dot(${a(c)}, ${b(c)})`).join(' + '),
    lines: (make: (c: number) => string) => chunks.map(make).join(' '),
  };
}

/** qkv [B, T, 3·D] → y [B, T, D] and the log of each row's sum of exponentials [B, H, T]. Online softmax in one pass. */
export function attentionForward(gpu: PlaygroundBackend, qkv: Tensor, heads: number): { y: Tensor; logSumExp: Tensor } {
  const layout = layoutOf(qkv, heads);
  const { batch, tokens, dim, width } = layout;
  const from = new HeadRows('qkv', 3 * dim, width);
  const to = new HeadRows('y', dim, width);
  const { rows, invocations, start, guard, dot, lines } = frame(layout, 2);
  const keys = range(KEYS);
  const key = (j: number) => (tokens % KEYS === 0 ? `key + ${j}u` : `min(key + ${j}u, ${tokens - 1}u)`);
  const score = (r: number, j: number) => {
    const product = dot(
      (c) => `q${r}_${c}`,
      (c) => `k${c}`,
    );
    return tokens % KEYS === 0 ? product : `select(-1e30, ${product}, key + ${j}u < ${tokens}u)`;
  };
  return gpu.run({
    name: 'attention',
    inputs: { qkv: from.operand(qkv) },
    outputs: { y: to.output([batch, tokens, dim]), logSumExp: { shape: [batch, heads, tokens] } },
    invocations,
    code: `
fn kernel(i: u32) {${start}
  ${rows
    .map(
      (r) => `let at${r} = ${from.base(`first + token${r}`, 0)};
  ${lines((c) => `let q${r}_${c} = ${from.load(`at${r}`, c)} * ${scale(width)}; var y${r}_${c} = vec4f();`)}
  var top${r} = -1e30; var sum${r} = 0.0;`,
    )
    .join('\n  ')}
  for (var key = 0u; key < ${tokens}u; key += ${KEYS}u) {
    ${rows.map((r) => `var p${r} = vec4f();`).join(' ')}
    ${keys
      .map(
        (j) => `{
      let at = ${from.base(`first + ${key(j)}`, dim)};
      ${lines((c) => `let k${c} = ${from.load('at', c)};`)}
      ${rows.map((r) => `p${r}[${j}] = ${score(r, j)};`).join('\n      ')}
    }`,
      )
      .join('\n    ')}
    ${rows
      .map(
        (r) => `{
      let top = max(top${r}, max(max(p${r}.x, p${r}.y), max(p${r}.z, p${r}.w)));
      let shrink = exp(top${r} - top);
      top${r} = top;
      p${r} = exp(p${r} - top);
      sum${r} = sum${r} * shrink + dot(p${r}, vec4f(1.0));
      ${lines((c) => `y${r}_${c} *= shrink;`)}
    }`,
      )
      .join('\n    ')}
    ${keys
      .map(
        (j) => `{
      let at = ${from.base(`first + ${key(j)}`, 2 * dim)};
      ${lines((c) => `let v${c} = ${from.load('at', c)};`)}
      ${rows.map((r) => lines((c) => `y${r}_${c} = fma(vec4f(p${r}[${j}]), v${c}, y${r}_${c});`)).join('\n      ')}
    }`,
      )
      .join('\n    ')}
  }
  ${rows
    .map((r) =>
      guard(
        r,
        `let to${r} = ${to.base(`first + token${r}`, 0)};
    ${lines((c) => to.store(`to${r}`, c, `y${r}_${c} / sum${r}`))}
    logSumExp[stats${r}] = top${r} + log(sum${r});`,
      ),
    )
    .join('\n  ')}
}`,
  });
}

export interface AttentionSaved {
  qkv: Tensor;
  y: Tensor;
  logSumExp: Tensor;
  dy: Tensor;
}

/** Gradient of qkv [B, T, 3·D]: first its columns q, a thread for each few queries, then k and v, a thread for each few keys. */
export function attentionBackward(gpu: PlaygroundBackend, saved: AttentionSaved, heads: number): Tensor {
  const { qkv, y, logSumExp, dy } = saved;
  const layout = layoutOf(qkv, heads);
  const { batch, tokens, dim, width } = layout;
  const from = new HeadRows('qkv', 3 * dim, width);
  const value = new HeadRows('y', dim, width);
  const slope = new HeadRows('dy', dim, width);
  const to = new HeadRows('dqkv', 3 * dim, width);
  const read = { qkv: from.operand(qkv), dy: slope.operand(dy), logSumExp };
  const factor = scale(width);

  const queries = frame(layout, 3);
  // delta = Σ dy·y of a query, which is Σ_j p_j·dp_j, what the softmax's gradient subtracts.
  const { dqkv, delta } = gpu.run({
    name: 'attentionGradQ',
    inputs: { ...read, y: value.operand(y) },
    outputs: { dqkv: to.output(qkv.shape), delta: { shape: [batch, heads, tokens] } },
    invocations: queries.invocations,
    code: `
fn kernel(i: u32) {${queries.start}
  ${queries.rows
    .map(
      (r) => `let at${r} = ${from.base(`first + token${r}`, 0)}; let out${r} = ${slope.base(`first + token${r}`, 0)};
  ${queries.lines((c) => `let q${r}_${c} = ${from.load(`at${r}`, c)} * ${factor}; let g${r}_${c} = ${slope.load(`out${r}`, c)}; var d${r}_${c} = vec4f();`)}
  let lse${r} = logSumExp[stats${r}];
  let delta${r} = ${queries.dot(
    (c) => `g${r}_${c}`,
    (c) => value.load(`out${r}`, c),
  )};`,
    )
    .join('\n  ')}
  for (var key = 0u; key < ${tokens}u; key++) {
    let atK = ${from.base('first + key', dim)};
    let atV = ${from.base('first + key', 2 * dim)};
    ${queries.lines((c) => `let k${c} = ${from.load('atK', c)}; let v${c} = ${from.load('atV', c)};`)}
    ${queries.rows
      .map(
        (r) => `{
      let p = exp(${queries.dot(
        (c) => `q${r}_${c}`,
        (c) => `k${c}`,
      )} - lse${r});
      let ds = vec4f(p * (${queries.dot(
        (c) => `g${r}_${c}`,
        (c) => `v${c}`,
      )} - delta${r}));
      ${queries.lines((c) => `d${r}_${c} = fma(ds, k${c}, d${r}_${c});`)}
    }`,
      )
      .join('\n    ')}
  }
  ${queries.rows
    .map((r) =>
      queries.guard(
        r,
        `${queries.lines((c) => to.store(`at${r}`, c, `d${r}_${c} * ${factor}`))} delta[stats${r}] = delta${r};`,
      ),
    )
    .join('\n  ')}
}`,
  });

  const keys = frame(layout, 4);
  gpu.run({
    name: 'attentionGradKV',
    inputs: { ...read, delta },
    outputs: {},
    updates: { dqkv: to.operand(dqkv) },
    invocations: keys.invocations,
    code: `
fn kernel(i: u32) {${keys.start}
  ${keys.rows
    .map(
      (
        r,
      ) => `let atK${r} = ${from.base(`first + token${r}`, dim)}; let atV${r} = ${from.base(`first + token${r}`, 2 * dim)};
  ${keys.lines((c) => `let k${r}_${c} = ${from.load(`atK${r}`, c)}; let v${r}_${c} = ${from.load(`atV${r}`, c)};`)}
  ${keys.lines((c) => `var dk${r}_${c} = vec4f(); var dv${r}_${c} = vec4f();`)}`,
    )
    .join('\n  ')}
  for (var query = 0u; query < ${tokens}u; query++) {
    let at = ${from.base('first + query', 0)};
    let out = ${slope.base('first + query', 0)};
    let stats = (image * ${heads}u + head) * ${tokens}u + query;
    let lse = logSumExp[stats];
    let correction = delta[stats];
    ${keys.lines((c) => `let q${c} = ${from.load('at', c)} * ${factor}; let g${c} = ${slope.load('out', c)};`)}
    ${keys.rows
      .map(
        (r) => `{
      let p = exp(${keys.dot(
        (c) => `q${c}`,
        (c) => `k${r}_${c}`,
      )} - lse);
      let ds = p * (${keys.dot(
        (c) => `g${c}`,
        (c) => `v${r}_${c}`,
      )} - correction);
      ${keys.lines((c) => `dv${r}_${c} = fma(vec4f(p), g${c}, dv${r}_${c}); dk${r}_${c} = fma(vec4f(ds), q${c}, dk${r}_${c});`)}
    }`,
      )
      .join('\n    ')}
  }
  ${keys.rows
    .map((r) =>
      keys.guard(
        r,
        keys.lines((c) => `${to.store(`atK${r}`, c, `dk${r}_${c}`)} ${to.store(`atV${r}`, c, `dv${r}_${c}`)}`),
      ),
    )
    .join('\n  ')}
}`,
  });
  delta.dispose();
  return dqkv;
}

/** qkv [B, T, 3·D] → softmax of each head's scores, [B, H, T, T]; a thread a row. */
export function probabilitiesOf(gpu: PlaygroundBackend, qkv: Tensor, heads: number): Tensor {
  const layout = layoutOf(qkv, heads);
  const { batch, tokens, dim, width } = layout;
  const from = new HeadRows('qkv', 3 * dim, width);
  const chunks = range(Math.ceil(width / 4));
  return gpu.run({
    name: 'attentionProbabilities',
    inputs: { qkv: from.operand(qkv) },
    outputs: { p: { shape: [batch, heads, tokens, tokens] } },
    invocations: batch * heads * tokens,
    code: `
fn kernel(i: u32) {
  let head = i / ${tokens}u % ${heads}u;
  let first = i / ${tokens * heads}u * ${tokens}u;
  let row = i * ${tokens}u;
  let at = ${from.base(`first + i % ${tokens}u`, 0)};
  ${chunks.map((c) => `let q${c} = ${from.load('at', c)} * ${scale(width)};`).join(' ')}
  var top = -1e30;
  for (var key = 0u; key < ${tokens}u; key++) {
    let atK = ${from.base('first + key', dim)};
    let score = ${chunks.map((c) => `dot(q${c}, ${from.load('atK', c)})`).join(' + ')};
    p[row + key] = score;
    top = max(top, score);
  }
  var sum = 0.0;
  for (var key = 0u; key < ${tokens}u; key++) { let e = exp(p[row + key] - top); p[row + key] = e; sum += e; }
  for (var key = 0u; key < ${tokens}u; key++) { p[row + key] /= sum; }
}`,
  }).p;
}

/** d^-½ as a WGSL literal. */
function scale(width: number): string {
  return `${width ** -0.5}f`;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
