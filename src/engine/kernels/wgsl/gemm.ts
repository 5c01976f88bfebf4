import type { Subgroups } from '../../gpu/subgroups';
import type { Job } from './jobs';
import { type Rows, range } from './matrix';

/**
 * Which operand is read transposed: NT is C = A·Bᵀ (A [m, k], B [n, k]), NN is C = A·B (A [m, k], B [k, n]) and TN is
 * C = Aᵀ·B (A [k, m], B [k, n]).
 */
export type GemmForm = 'NT' | 'NN' | 'TN';

/** What one thread computes, in registers. Columns are a multiple of four; rows too in form TN. */
export interface GemmTile {
  rows: number;
  cols: number;
  /**
   * With it, the threads of a subgroup have the same rows and share their reads of A: each reads a different part. Without it,
   * each thread reads all of it. The sums are the same, bit for bit, either way and with every tile.
   */
  sharing?: Subgroups;
}

interface GemmSpec {
  /** Of the WGSL function that is made. */
  name: string;
  form: GemmForm;
  m: number;
  n: number;
  k: number;
  a: Rows;
  b: Rows;
  tile: GemmTile;
  /** WGSL expression for what the sums of four columns start from, given their group: a bias. Zero by default. */
  start?: (group: string) => string;
  /**
   * Form TN only: k is cut into this many parts, whose sums stand below each other as a [splits·m, n] matrix. The caller adds
   * them, always in the same order, so that results repeat bit for bit.
   */
  splits?: number;
  /** Name of a WGSL function `(row: u32, group: u32, value: vec4f)` that gets C four columns at a time. */
  store: string;
  /** Form TN only: name of a WGSL function `(split: u32, group: u32, value: vec4f)` that gets the column sums of A. */
  columnSums?: string;
}

/** Parts of k are a multiple of this long, so that their borders do not depend on the tile. */
const SPAN_STEP = 8;

/** How long the parts of k are, but for the last. */
export function spanOf(k: number, splits: number): number {
  return Math.ceil(k / splits / SPAN_STEP) * SPAN_STEP;
}

/**
 * WGSL for a matrix product without workgroup memory or barriers: each thread keeps a tile of C in registers and reads A and B
 * four numbers at a time. Neighbouring threads own neighbouring columns, so what they read of B and write of C lies together. With
 * `sharing`, a row of tiles is filled up to whole subgroups, whose threads differ in their columns alone.
 */
export function gemmJob(spec: GemmSpec): Job {
  const { name, form, m, n, tile, splits = 1 } = spec;
  const tilesN = tilesAcross(n, tile);
  const tiles = Math.ceil(m / tile.rows) * tilesN;
  const rows = range(tile.rows);
  const quads = range(tile.cols / 4);
  const loop = { NT: loopNT, NN: loopNN, TN: loopTN }[form](spec, rows, quads);
  const code = `
fn ${name}(i: u32) {
  let tile = i % ${tiles}u;
  let split = i / ${tiles}u;
  let row = tile / ${tilesN}u * ${tile.rows}u;
  ${quads.map((q) => `let group${q} = ${q * tilesN}u + tile % ${tilesN}u;`).join(' ')}
  ${spec.start ? quads.map((q) => `let start${q} = ${spec.start!(`min(group${q}, ${Math.ceil(n / 4) - 1}u)`)};`).join(' ') : ''}
  ${each(rows, quads, (r, q) => `var c${r}_${q} = ${spec.start ? `start${q}` : 'vec4f()'};`)}
  ${loop}
  ${rows
    .map(
      (r) => `if (row + ${r}u < ${m}u) {
    ${quads
      .map(
        (q) =>
          `if (group${q} < ${Math.ceil(n / 4)}u) { ${spec.store}(split * ${m}u + row + ${r}u, group${q}, c${r}_${q}); }`,
      )
      .join('\n    ')}
  }`,
    )
    .join('\n  ')}
}`;
  if (splits > 1 && form !== 'TN') throw new RangeError(`Form ${form} is not split, k = ${spec.k}.`);
  return { name, invocations: tiles * splits, code, subgroups: tile.sharing !== undefined };
}

/** Tiles next to each other; with sharing, rounded up to whole subgroups. */
export function tilesAcross(n: number, { cols, sharing }: GemmTile): number {
  const tiles = Math.ceil(n / cols);
  return sharing ? Math.ceil(tiles / sharing.max) * sharing.max : tiles;
}

/** WGSL that declares four columns of each row of A in the forms NT and NN, x0 …; `start` goes before the loop, `load` into it. */
function rowsOfA({ a, m, tile: { sharing } }: GemmSpec, rows: number[]): { start: string; load: string } {
  const row = (offset: string) => a.base(`min(row + ${offset}, ${m - 1}u)`);
  if (!sharing)
    return {
      start: rows.map((r) => `let a${r} = ${row(`${r}u`)};`).join('\n  '),
      load: rows.map((r) => `let x${r} = ${a.load(`a${r}`, 'kk')};`).join('\n    '),
    };
  const readers = Math.min(rows.length, sharing.min);
  const parts = range(Math.ceil(rows.length / readers));
  return {
    start: parts.map((p) => `let a${p} = ${row(`${p * readers}u + subgroupLane % ${readers}u`)};`).join('\n  '),
    load: `${parts.map((p) => `let part${p} = ${a.load(`a${p}`, 'kk')};`).join('\n    ')}
    ${rows.map((r) => `let x${r} = subgroupBroadcast(part${Math.floor(r / readers)}, ${r % readers}u);`).join('\n    ')}`,
  };
}

function loopNT(spec: GemmSpec, rows: number[], quads: number[]): string {
  const { b, n, k } = spec;
  const { start, load } = rowsOfA(spec, rows);
  return `${start}
  ${each(range(4), quads, (j, q) => `let b${q}_${j} = ${b.base(`min(4u * group${q} + ${j}u, ${n - 1}u)`)};`)}
  for (var kk = 0u; kk < ${Math.ceil(k / 4)}u; kk++) {
    ${load}
    ${quads
      .map(
        (q) => `{
      ${range(4)
        .map((j) => `let y${j} = ${b.load(`b${q}_${j}`, 'kk')};`)
        .join('\n      ')}
      ${range(4)
        .map((j) => `let z${j} = vec4f(y0[${j}], y1[${j}], y2[${j}], y3[${j}]);`)
        .join('\n      ')}
      ${rows.map((r) => `c${r}_${q} = ${chain(`c${r}_${q}`, (j) => [`x${r}[${j}]`, `z${j}`])};`).join('\n      ')}
    }`,
      )
      .join('\n    ')}
  }`;
}

function loopNN(spec: GemmSpec, rows: number[], quads: number[]): string {
  const { b, n, k } = spec;
  const { start, load } = rowsOfA(spec, rows);
  const line = (j: number) => (k % 4 === 0 ? `4u * kk + ${j}u` : `min(4u * kk + ${j}u, ${k - 1}u)`);
  return `${start}
  ${quads.map((q) => `let column${q} = min(group${q}, ${Math.ceil(n / 4) - 1}u);`).join(' ')}
  for (var kk = 0u; kk < ${Math.ceil(k / 4)}u; kk++) {
    ${load}
    ${range(4)
      .map((j) => `let start${j} = ${b.base(line(j))};`)
      .join(' ')}
    ${quads
      .map(
        (q) => `{
      ${range(4)
        .map((j) => `let y${j} = ${b.load(`start${j}`, `column${q}`)};`)
        .join(' ')}
      ${rows.map((r) => `c${r}_${q} = ${chain(`c${r}_${q}`, (j) => [`x${r}[${j}]`, `y${j}`])};`).join('\n      ')}
    }`,
      )
      .join('\n    ')}
  }`;
}

function loopTN(spec: GemmSpec, rows: number[], quads: number[]): string {
  const { a, b, m, n, k, tile, splits = 1, columnSums } = spec;
  const rowQuads = range(rows.length / 4);
  const span = spanOf(k, splits);
  const lastLine = Math.ceil(m / 4) - 1;
  const each4 = (make: (p: number) => string) => rowQuads.map(make).join(' ');
  // With sharing, the threads of a subgroup read several lines of A in one go.
  const readers = tile.sharing?.min ?? 0;
  const lines = tile.sharing ? Math.max(1, Math.floor(readers / rowQuads.length)) : 1;
  if (tile.sharing && readers < rowQuads.length) throw new RangeError(`${rows.length} rows for ${readers} readers.`);
  const takeA = tile.sharing
    ? `let startA = ${a.base(`min(kk + subgroupLane % ${readers}u / ${rowQuads.length}u, ${k - 1}u)`)};
    let part = ${a.load('startA', `min(row / 4u + subgroupLane % ${rowQuads.length}u, ${lastLine}u)`)};`
    : `let startA = ${a.base('kk')};`;
  const x = (t: number, p: number) =>
    tile.sharing ? `subgroupBroadcast(part, ${t * rowQuads.length + p}u)` : a.load('startA', `line${p}`);
  return `${each4((p) => `let line${p} = min(row / 4u + ${p}u, ${lastLine}u);`)}
  ${quads.map((q) => `let column${q} = min(group${q}, ${Math.ceil(n / 4) - 1}u);`).join(' ')}
  ${columnSums ? each4((p) => `var sum${p} = vec4f();`) : ''}
  for (var kk = split * ${span}u; kk < min((split + 1u) * ${span}u, ${k}u); kk += ${lines}u) {
    ${takeA}
    ${range(lines)
      .map(
        (t) => `{
      ${each4((p) => `let x${p} = ${x(t, p)};`)}
      ${k % lines === 0 ? '' : `if (kk + ${t}u < ${k}u) {`}
      let startB = ${b.base(`kk + ${t}u`)};
      ${quads.map((q) => `let y${q} = ${b.load('startB', `column${q}`)};`).join(' ')}
      ${columnSums ? each4((p) => `sum${p} += x${p};`) : ''}
      ${each(rows, quads, (r, q) => `c${r}_${q} = fma(vec4f(x${r >> 2}[${r & 3}]), y${q}, c${r}_${q});`)}
      ${k % lines === 0 ? '' : '}'}
    }`,
      )
      .join('\n    ')}
  }
  ${
    columnSums
      ? `if (group0 == 0u) {
    ${rowQuads.map((p) => `if (row + ${4 * p}u < ${m}u) { ${columnSums}(split, line${p}, sum${p}); }`).join('\n    ')}
  }`
      : ''
  }`;
}

function each(outer: number[], inner: number[], line: (i: number, j: number) => string): string {
  return outer.map((i) => inner.map((j) => line(i, j)).join(' ')).join('\n  ');
}

/** Four terms added to a sum, the first of them first. */
function chain(sum: string, term: (j: number) => [factor: string, vector: string]): string {
  return range(4).reduce((inner, j) => {
    const [factor, vector] = term(j);
    return `fma(vec4f(${factor}), ${vector}, ${inner})`;
  }, sum);
}
