import { type Tensor, util } from '@tensorflow/tfjs-core';
import type { PlaygroundBackend } from '../gpu/backend';
import { type Chunk, HeadRows } from './headRows';
import { range } from './matrix';

/** Registers, in floats, that one thread may spend on the rows it keeps. */
const REGISTERS = 128;
const MOST_ROWS = 4;
/** Keys whose scores are taken together, so that the running maximum is corrected once for all four. */
const KEYS = 4;

/** Chunks of a head up to which loops over them are written out: registers for certain. Beyond, compiling takes too long. */
const WRITTEN_OUT = 16;

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

/** What the kernels below share: a thread owns `rows` neighbouring tokens of one head of one image. */
function frame({ batch, tokens, heads, width }: Layout, keptPerRow: number) {
  const chunks = Math.ceil(width / 4);
  const rows = range(Math.max(1, Math.min(MOST_ROWS, Math.floor(REGISTERS / (keptPerRow * 4 * chunks)))));
  const blocks = Math.ceil(tokens / rows.length);
  return {
    rows,
    invocations: batch * heads * blocks,
    /** Declares head, image, first (the image's first row), token0… and stats0…, a token's place in a [B, H, T] tensor. */
    start: `
  let head = i / ${blocks}u % ${heads}u;
  let image = i / ${blocks * heads}u;
  let first = image * ${tokens}u;
  let own = i % ${blocks}u * ${rows.length}u;
  ${rows.map((r) => `let token${r} = min(own + ${r}u, ${tokens - 1}u);`).join(' ')}
  ${rows.map((r) => `let stats${r} = (image * ${heads}u + head) * ${tokens}u + token${r};`).join(' ')}`,
    perRow: (make: (r: number) => string) => rows.map(make).join('\n    '),
    /** Leaves out tokens past the end. */
    guard: (r: number, code: string) => (r === 0 ? code : `if (own + ${r}u < ${tokens}u) { ${code} }`),
    /** Room for one head's numbers. */
    room: (name: string) => `var ${name}: array<vec4f, ${chunks}>;`,
    perChunk: (make: (c: Chunk) => string) =>
      chunks > WRITTEN_OUT && width % 4 === 0
        ? `for (var c = 0u; c < ${chunks}u; c++) { ${make('c')} }`
        : range(chunks)
            .map((c) => `{ ${make(c)} }`)
            .join(' '),
  };
}

/** qkv [B, T, 3·D] → y [B, T, D] and the log of each row's sum of exponentials [B, H, T]. Online softmax in one pass. */
export function attentionForward(gpu: PlaygroundBackend, qkv: Tensor, heads: number): { y: Tensor; logSumExp: Tensor } {
  const layout = layoutOf(qkv, heads);
  const { batch, tokens, dim, width } = layout;
  const from = new HeadRows('qkv', 3 * dim, width);
  const to = new HeadRows('y', dim, width);
  const { invocations, start, guard, room, perRow, perChunk } = frame(layout, 2);
  const keys = range(KEYS);
  const key = (j: number) => (tokens % KEYS === 0 ? `key + ${j}u` : `min(key + ${j}u, ${tokens - 1}u)`);
  const present = keys.map((j) => `key + ${j}u < ${tokens}u`).join(', ');
  return gpu.run({
    name: 'attention',
    inputs: { qkv: from.operand(qkv) },
    outputs: { y: to.output([batch, tokens, dim]), logSumExp: { shape: [batch, heads, tokens] } },
    invocations,
    code: `
fn kernel(i: u32) {${start}
  ${perRow(
    (r) => `let at${r} = ${from.base(`first + token${r}`, 0)}; ${room(`q${r}`)} ${room(`y${r}`)}
    ${perChunk((c) => `q${r}[${c}] = ${from.load(`at${r}`, c)} * ${scale(width)};`)}
    var top${r} = -1e30; var sum${r} = 0.0;`,
  )}
  for (var key = 0u; key < ${tokens}u; key += ${KEYS}u) {
    ${keys.map((j) => `let row${j} = first + ${key(j)}; let k${j} = ${from.base(`row${j}`, dim)}; let v${j} = ${from.base(`row${j}`, 2 * dim)};`).join('\n    ')}
    ${perRow((r) => `var p${r} = vec4f();`)}
    ${perChunk(
      (c) => `${keys.map((j) => `let x${j} = ${from.load(`k${j}`, c)};`).join(' ')}
      ${perRow((r) => `p${r} += vec4f(${keys.map((j) => `dot(q${r}[${c}], x${j})`).join(', ')});`)}`,
    )}
    ${perRow(
      (r) => `${tokens % KEYS === 0 ? '' : `p${r} = select(vec4f(-1e30), p${r}, vec4<bool>(${present}));`}
    let next${r} = max(top${r}, max(max(p${r}.x, p${r}.y), max(p${r}.z, p${r}.w)));
    let shrink${r} = exp(top${r} - next${r});
    top${r} = next${r};
    p${r} = exp(p${r} - next${r});
    sum${r} = sum${r} * shrink${r} + dot(p${r}, vec4f(1.0));`,
    )}
    ${perChunk(
      (c) => `${keys.map((j) => `let x${j} = ${from.load(`v${j}`, c)};`).join(' ')}
      ${perRow((r) => `y${r}[${c}] = y${r}[${c}] * shrink${r} + ${keys.map((j) => `p${r}[${j}] * x${j}`).join(' + ')};`)}`,
    )}
  }
  ${perRow((r) =>
    guard(
      r,
      `let to${r} = ${to.base(`first + token${r}`, 0)};
    ${perChunk((c) => to.store(`to${r}`, c, `y${r}[${c}] / sum${r}`))}
    logSumExp[stats${r}] = top${r} + log(sum${r});`,
    ),
  )}
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
  const layout = layoutOf(saved.qkv, heads);
  const { dqkv, delta } = gradientOfQueries(gpu, layout, saved);
  gradientOfKeysAndValues(gpu, layout, saved, delta, dqkv);
  delta.dispose();
  return dqkv;
}

/**
 * A new tensor of qkv's shape with its columns q filled, and delta [B, H, T] = Σ dy·y of each query: what the gradient of its
 * softmax subtracts.
 */
function gradientOfQueries(gpu: PlaygroundBackend, layout: Layout, { qkv, y, logSumExp, dy }: AttentionSaved) {
  const { batch, tokens, dim, heads, width } = layout;
  const from = new HeadRows('qkv', 3 * dim, width);
  const value = new HeadRows('y', dim, width);
  const slope = new HeadRows('dy', dim, width);
  const to = new HeadRows('dqkv', 3 * dim, width);
  const { invocations, start, guard, room, perRow, perChunk } = frame(layout, 3);
  return gpu.run({
    name: 'attentionGradQ',
    inputs: { qkv: from.operand(qkv), dy: slope.operand(dy), y: value.operand(y), logSumExp },
    outputs: { dqkv: to.output(qkv.shape), delta: { shape: [batch, heads, tokens] } },
    invocations,
    code: `
fn kernel(i: u32) {${start}
  ${room('k')}
  ${perRow(
    (r) => `let at${r} = ${from.base(`first + token${r}`, 0)}; let out${r} = ${slope.base(`first + token${r}`, 0)};
    ${room(`q${r}`)} ${room(`g${r}`)} ${room(`d${r}`)}
    let lse${r} = logSumExp[stats${r}];
    var delta${r} = 0.0;
    ${perChunk(
      (c) => `q${r}[${c}] = ${from.load(`at${r}`, c)} * ${scale(width)}; g${r}[${c}] = ${slope.load(`out${r}`, c)};
    delta${r} += dot(g${r}[${c}], ${value.load(`out${r}`, c)});`,
    )}`,
  )}
  for (var key = 0u; key < ${tokens}u; key++) {
    let atK = ${from.base('first + key', dim)};
    let atV = ${from.base('first + key', 2 * dim)};
    ${perRow((r) => `var s${r} = 0.0; var dp${r} = 0.0;`)}
    ${perChunk(
      (c) => `k[${c}] = ${from.load('atK', c)}; let v = ${from.load('atV', c)};
      ${perRow((r) => `s${r} += dot(q${r}[${c}], k[${c}]); dp${r} += dot(g${r}[${c}], v);`)}`,
    )}
    ${perRow((r) => `let ds${r} = vec4f(exp(s${r} - lse${r}) * (dp${r} - delta${r}));`)}
    ${perChunk((c) => perRow((r) => `d${r}[${c}] = fma(ds${r}, k[${c}], d${r}[${c}]);`))}
  }
  ${perRow((r) =>
    guard(
      r,
      `${perChunk((c) => to.store(`at${r}`, c, `d${r}[${c}] * ${scale(width)}`))} delta[stats${r}] = delta${r};`,
    ),
  )}
}`,
  });
}

/** Fills the columns k and v of dqkv. */
function gradientOfKeysAndValues(
  gpu: PlaygroundBackend,
  layout: Layout,
  { qkv, logSumExp, dy }: AttentionSaved,
  delta: Tensor,
  dqkv: Tensor,
): void {
  const { tokens, dim, heads, width } = layout;
  const from = new HeadRows('qkv', 3 * dim, width);
  const slope = new HeadRows('dy', dim, width);
  const to = new HeadRows('dqkv', 3 * dim, width);
  const { invocations, start, guard, room, perRow, perChunk } = frame(layout, 4);
  gpu.run({
    name: 'attentionGradKV',
    inputs: { qkv: from.operand(qkv), dy: slope.operand(dy), logSumExp, delta },
    outputs: {},
    updates: { dqkv: to.operand(dqkv) },
    invocations,
    code: `
fn kernel(i: u32) {${start}
  ${room('q')} ${room('g')}
  ${perRow(
    (
      r,
    ) => `let atK${r} = ${from.base(`first + token${r}`, dim)}; let atV${r} = ${from.base(`first + token${r}`, 2 * dim)};
    ${['k', 'v', 'dk', 'dv'].map((name) => room(`${name}${r}`)).join(' ')}
    ${perChunk((c) => `k${r}[${c}] = ${from.load(`atK${r}`, c)}; v${r}[${c}] = ${from.load(`atV${r}`, c)};`)}`,
  )}
  for (var query = 0u; query < ${tokens}u; query++) {
    let at = ${from.base('first + query', 0)};
    let out = ${slope.base('first + query', 0)};
    let stats = (image * ${heads}u + head) * ${tokens}u + query;
    ${perRow((r) => `var s${r} = 0.0; var dp${r} = 0.0;`)}
    ${perChunk(
      (c) => `q[${c}] = ${from.load('at', c)} * ${scale(width)}; g[${c}] = ${slope.load('out', c)};
      ${perRow((r) => `s${r} += dot(q[${c}], k${r}[${c}]); dp${r} += dot(g[${c}], v${r}[${c}]);`)}`,
    )}
    ${perRow((r) => `let p${r} = exp(s${r} - logSumExp[stats]); let ds${r} = p${r} * (dp${r} - delta[stats]);`)}
    ${perChunk((c) =>
      perRow(
        (r) =>
          `dk${r}[${c}] = fma(vec4f(ds${r}), q[${c}], dk${r}[${c}]); dv${r}[${c}] = fma(vec4f(p${r}), g[${c}], dv${r}[${c}]);`,
      ),
    )}
  }
  ${perRow((r) =>
    guard(
      r,
      perChunk((c) => `${to.store(`atK${r}`, c, `dk${r}[${c}]`)} ${to.store(`atV${r}`, c, `dv${r}[${c}]`)}`),
    ),
  )}
}`,
  });
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
