import { type Tensor, util } from '@tensorflow/tfjs-core';
import type { CapturingBackend } from '../../gpu/capturingBackend';
import { areSmall, type Subgroups } from '../../gpu/subgroups';
import { type Chunk, HeadRows } from '../wgsl/headRows';
import { range } from '../wgsl/matrix';

/** Registers, in floats, that one thread may use for its rows. */
const REGISTERS = 128;
const MAX_ROWS = 4;
/** Keys whose scores are computed together, so that the running maximum is corrected once for all four. */
const KEYS = 4;
/** Rows that as many threads of a subgroup read, one each, and share. */
const SHARED_ROWS = 4;
/** Fixed cost of a thread for each row it visits, in units of the cost for one row of its own. */
const FIXED_COST = 1.5;

/** Loops over up to this many chunks of a head are unrolled, which guarantees registers. More would compile too slowly. */
const MAX_UNROLLED = 16;

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

/** Rows that each thread owns, and threads for all `tokens`. With sharing: the split into whole subgroups with the lowest cost. */
function ownRows(tokens: number, most: number, sharing: Subgroups | null): { own: number; blocks: number } {
  const divided = (own: number) => {
    const blocks = Math.ceil(tokens / own);
    return { own, blocks: sharing ? Math.ceil(blocks / sharing.max) * sharing.max : blocks };
  };
  if (!sharing) return divided(most);
  const cost = ({ own, blocks }: { own: number; blocks: number }) => blocks * (own + FIXED_COST);
  return range(most)
    .map((less) => divided(most - less))
    .reduce((best, next) => (cost(next) < cost(best) ? next : best));
}

/**
 * What the kernels below share: a thread owns `rows` neighbouring tokens of one head of one image, and goes over all tokens of
 * it. With small subgroups, whose threads have the same head and image, it reads every fourth of those and the threads pass
 * them on; the sums are the same.
 */
function frame({ subgroups }: CapturingBackend, { batch, tokens, heads, width }: Layout, keptPerRow: number) {
  const chunks = Math.ceil(width / 4);
  // Of larger subgroups too many threads would have no tokens.
  const sharing = areSmall(subgroups) && subgroups.min >= SHARED_ROWS && chunks <= MAX_UNROLLED ? subgroups : null;
  const most = Math.max(1, Math.min(MAX_ROWS, Math.floor(REGISTERS / (keptPerRow * 4 * chunks))));
  const { own, blocks } = ownRows(tokens, most, sharing);
  const rows = range(own);
  const step = sharing ? SHARED_ROWS : 1;
  return {
    rows,
    work: { invocations: batch * heads * blocks, subgroups: sharing !== null },
    sharing: sharing !== null,
    /** Declares head, image, first (the image's first row), token0… and stats0…, a token's place in a [B, H, T] tensor. */
    start: `
  let head = i / ${blocks}u % ${heads}u;
  let image = i / ${blocks * heads}u;
  let first = image * ${tokens}u;
  let own = i % ${blocks}u * ${own}u;
  ${rows.map((r) => `let token${r} = min(own + ${r}u, ${tokens - 1}u);`).join(' ')}
  ${rows.map((r) => `let stats${r} = (image * ${heads}u + head) * ${tokens}u + token${r};`).join(' ')}`,
    perRow: (make: (r: number) => string) => rows.map(make).join('\n    '),
    /** Leaves out tokens past the end. */
    guard: (r: number, code: string) =>
      r === 0 && own * (blocks - 1) < tokens ? code : `if (own + ${r}u < ${tokens}u) { ${code} }`,
    /** Storage for one head's values. */
    room: (name: string) => `var ${name}: array<vec4f, ${chunks}>;`,
    perChunk: (make: (c: Chunk) => string) =>
      chunks > MAX_UNROLLED && width % 4 === 0
        ? `for (var c = 0u; c < ${chunks}u; c++) { ${make('c')} }`
        : range(chunks)
            .map((c) => `{ ${make(c)} }`)
            .join(' '),
    /** A loop over all tokens: `read` reads the one named `other`, `each` uses what was read through `passed`. */
    over: (read: string, each: (passed: (value: string) => string) => string) => `
  for (var next = 0u; next < ${tokens}u; next += ${step}u) {
    let other = ${sharing ? `min(next + subgroupLane % ${SHARED_ROWS}u, ${tokens - 1}u)` : 'next'};
    ${read}
    ${range(step)
      .map((j) => {
        const code = each((value) => (sharing ? `subgroupBroadcast(${value}, ${j}u)` : value));
        return tokens % step === 0 || j === 0 ? `{ ${code} }` : `if (next + ${j}u < ${tokens}u) { ${code} }`;
      })
      .join('\n    ')}
  }`,
  };
}

/** qkv [B, T, 3·D] → y [B, T, D] and the log of each row's sum of exponentials [B, H, T]. Online softmax in one pass. */
export function attentionForward(gpu: CapturingBackend, qkv: Tensor, heads: number): { y: Tensor; logSumExp: Tensor } {
  const layout = layoutOf(qkv, heads);
  const { batch, tokens, dim, width } = layout;
  const from = new HeadRows('qkv', 3 * dim, width);
  const to = new HeadRows('y', dim, width);
  const { work, sharing, start, guard, room, perRow, perChunk } = frame(gpu, layout, 2);
  const keys = range(KEYS);
  const key = (j: string) => (tokens % KEYS === 0 ? `key + ${j}` : `min(key + ${j}, ${tokens - 1}u)`);
  const present = keys.map((j) => `key + ${j}u < ${tokens}u`).join(', ');
  /** Declares the starts of four keys' rows from a column on, and then four numbers of each, x0…x3. */
  const [starts, take] = sharing
    ? [
        (name: string, column: number) => `let ${name} = ${from.base('row', column)};`,
        (name: string, c: Chunk) =>
          `let part = ${from.load(name, c)}; ${keys.map((j) => `let x${j} = subgroupBroadcast(part, ${j}u);`).join(' ')}`,
      ]
    : [
        (name: string, column: number) =>
          keys.map((j) => `let ${name}${j} = ${from.base(`row${j}`, column)};`).join(' '),
        (name: string, c: Chunk) => keys.map((j) => `let x${j} = ${from.load(`${name}${j}`, c)};`).join(' '),
      ];
  return gpu.run({
    name: 'attention',
    inputs: { qkv: from.operand(qkv) },
    outputs: { y: to.output([batch, tokens, dim]), logSumExp: { shape: [batch, heads, tokens] } },
    ...work,
    code: `
fn kernel(i: u32) {${start}
  ${perRow(
    (r) => `let at${r} = ${from.base(`first + token${r}`, 0)}; ${room(`q${r}`)} ${room(`y${r}`)}
    ${perChunk((c) => `q${r}[${c}] = ${from.load(`at${r}`, c)} * ${scale(width)};`)}
    var top${r} = -1e30; var sum${r} = 0.0;`,
  )}
  for (var key = 0u; key < ${tokens}u; key += ${KEYS}u) {
    ${
      sharing
        ? `let row = first + ${key(`subgroupLane % ${KEYS}u`)};`
        : keys.map((j) => `let row${j} = first + ${key(`${j}u`)};`).join(' ')
    }
    ${starts('k', dim)} ${starts('v', 2 * dim)}
    ${perRow((r) => `var p${r} = vec4f();`)}
    ${perChunk(
      (c) => `${take('k', c)}
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
      (c) => `${take('v', c)}
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

interface AttentionSaved {
  qkv: Tensor;
  y: Tensor;
  logSumExp: Tensor;
  dy: Tensor;
}

/** Gradient of qkv [B, T, 3·D]: first its columns q, a thread for each few queries, then k and v, a thread for each few keys. */
export function attentionBackward(gpu: CapturingBackend, saved: AttentionSaved, heads: number): Tensor {
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
function gradientOfQueries(gpu: CapturingBackend, layout: Layout, { qkv, y, logSumExp, dy }: AttentionSaved) {
  const { batch, tokens, dim, heads, width } = layout;
  const from = new HeadRows('qkv', 3 * dim, width);
  const value = new HeadRows('y', dim, width);
  const slope = new HeadRows('dy', dim, width);
  const to = new HeadRows('dqkv', 3 * dim, width);
  const { work, start, guard, room, perRow, perChunk, over } = frame(gpu, layout, 3);
  return gpu.run({
    name: 'attentionGradQ',
    inputs: { qkv: from.operand(qkv), dy: slope.operand(dy), y: value.operand(y), logSumExp },
    outputs: { dqkv: to.output(qkv.shape), delta: { shape: [batch, heads, tokens] } },
    ...work,
    code: `
fn kernel(i: u32) {${start}
  ${room('k')} ${room('v')}
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
  ${over(
    `let atK = ${from.base('first + other', dim)}; let atV = ${from.base('first + other', 2 * dim)};
    ${perChunk((c) => `k[${c}] = ${from.load('atK', c)}; v[${c}] = ${from.load('atV', c)};`)}`,
    (passed) => `${perRow((r) => `var s${r} = 0.0; var dp${r} = 0.0;`)}
    ${perChunk(
      (c) => `let key = ${passed(`k[${c}]`)}; let value = ${passed(`v[${c}]`)};
      ${perRow((r) => `s${r} += dot(q${r}[${c}], key); dp${r} += dot(g${r}[${c}], value);`)}`,
    )}
    ${perRow((r) => `let ds${r} = vec4f(exp(s${r} - lse${r}) * (dp${r} - delta${r}));`)}
    ${perChunk((c) => `let key = ${passed(`k[${c}]`)}; ${perRow((r) => `d${r}[${c}] = fma(ds${r}, key, d${r}[${c}]);`)}`)}`,
  )}
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
  gpu: CapturingBackend,
  layout: Layout,
  { qkv, logSumExp, dy }: AttentionSaved,
  delta: Tensor,
  dqkv: Tensor,
): void {
  const { tokens, dim, heads, width } = layout;
  const from = new HeadRows('qkv', 3 * dim, width);
  const slope = new HeadRows('dy', dim, width);
  const to = new HeadRows('dqkv', 3 * dim, width);
  const { work, start, guard, room, perRow, perChunk, over } = frame(gpu, layout, 4);
  gpu.run({
    name: 'attentionGradKV',
    inputs: { qkv: from.operand(qkv), dy: slope.operand(dy), logSumExp, delta },
    outputs: {},
    updates: { dqkv: to.operand(dqkv) },
    ...work,
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
  ${over(
    `let at = ${from.base('first + other', 0)}; let out = ${slope.base('first + other', 0)};
    let stats = (image * ${heads}u + head) * ${tokens}u + other;
    let lse = logSumExp[stats]; let slopes = delta[stats];
    ${perChunk((c) => `q[${c}] = ${from.load('at', c)} * ${scale(width)}; g[${c}] = ${slope.load('out', c)};`)}`,
    (passed) => `let lseOfQuery = ${passed('lse')}; let deltaOfQuery = ${passed('slopes')};
    ${perRow((r) => `var s${r} = 0.0; var dp${r} = 0.0;`)}
    ${perChunk(
      (c) => `let query = ${passed(`q[${c}]`)}; let out = ${passed(`g[${c}]`)};
      ${perRow((r) => `s${r} += dot(query, k${r}[${c}]); dp${r} += dot(out, v${r}[${c}]);`)}`,
    )}
    ${perRow((r) => `let p${r} = exp(s${r} - lseOfQuery); let ds${r} = p${r} * (dp${r} - deltaOfQuery);`)}
    ${perChunk(
      (c) => `let query = ${passed(`q[${c}]`)}; let out = ${passed(`g[${c}]`)};
      ${perRow(
        (r) =>
          `dk${r}[${c}] = fma(vec4f(ds${r}), query, dk${r}[${c}]); dv${r}[${c}] = fma(vec4f(p${r}), out, dv${r}[${c}]);`,
      )}`,
    )}`,
  )}
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
export function probabilitiesOf(gpu: CapturingBackend, qkv: Tensor, heads: number): Tensor {
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
