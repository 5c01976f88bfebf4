import type { Job } from './jobs';
import { type Rows, range } from './matrix';

/**
 * Which operand is read transposed: NT is C = A·Bᵀ (A [m, k], B [n, k]), NN is C = A·B (A [m, k], B [k, n]) and TN is
 * C = Aᵀ·B (A [k, m], B [k, n]).
 */
export type GemmForm = 'NT' | 'NN' | 'TN';

/** What one thread computes, in registers. Columns are a multiple of four; rows too in form TN. */
export interface Tile {
  rows: number;
  cols: number;
}

export interface GemmSpec {
  /** Of the WGSL function that is made. */
  name: string;
  form: GemmForm;
  m: number;
  n: number;
  k: number;
  a: Rows;
  b: Rows;
  tile: Tile;
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

/** Threads that keep an adapter busy; tiles shrink until there are so many. */
const ENOUGH_THREADS = 4096;
/** Larger first. 8 × 8 is what the registers of common GPUs hold: 64 sums and 16 operands. */
const TILES: Tile[] = [
  { rows: 8, cols: 8 },
  { rows: 4, cols: 8 },
  { rows: 4, cols: 4 },
];
/** Rows below which another split of k costs more in partial sums than it gives in threads. */
const LEAST_SPLIT = 32;

/** The largest tile that leaves enough threads. */
export function chooseTile(m: number, n: number): Tile {
  return TILES.find((tile) => tileCount(m, n, tile) >= ENOUGH_THREADS) ?? TILES.at(-1)!;
}

/** Tile and splits for form TN, where k is long and C small. */
export function chooseSplit(m: number, n: number, k: number): { tile: Tile; splits: number } {
  const most = Math.ceil(k / LEAST_SPLIT);
  const tile = TILES.find((tile) => tileCount(m, n, tile) * most >= ENOUGH_THREADS) ?? TILES.at(-1)!;
  return { tile, splits: Math.min(most, Math.ceil(ENOUGH_THREADS / tileCount(m, n, tile))) };
}

function tileCount(m: number, n: number, tile: Tile): number {
  return Math.ceil(m / tile.rows) * Math.ceil(n / tile.cols);
}

/**
 * WGSL for a matrix product without workgroup memory or barriers: each thread keeps a tile of C in registers and reads A and B
 * four numbers at a time. Neighbouring threads own neighbouring columns, so what they read of B and write of C lies together.
 */
export function gemmJob(spec: GemmSpec): Job {
  const { name, form, m, n, k, tile, splits = 1 } = spec;
  const tilesN = Math.ceil(n / tile.cols);
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
  if (splits > 1 && form !== 'TN') throw new RangeError(`Form ${form} is not split, k = ${k}.`);
  return { name, invocations: tiles * splits, code };
}

function loopNT({ a, b, m, n, k }: GemmSpec, rows: number[], quads: number[]): string {
  return `${rows.map((r) => `let a${r} = ${a.base(`min(row + ${r}u, ${m - 1}u)`)};`).join('\n  ')}
  ${each(range(4), quads, (j, q) => `let b${q}_${j} = ${b.base(`min(4u * group${q} + ${j}u, ${n - 1}u)`)};`)}
  for (var kk = 0u; kk < ${Math.ceil(k / 4)}u; kk++) {
    ${rows.map((r) => `let x${r} = ${a.load(`a${r}`, 'kk')};`).join('\n    ')}
    ${quads
      .map(
        (q) => `{
      ${range(4)
        .map((j) => `let y${j} = ${b.load(`b${q}_${j}`, 'kk')};`)
        .join('\n      ')}
      ${range(4)
        .map((j) => `let z${j} = vec4f(y0[${j}], y1[${j}], y2[${j}], y3[${j}]);`)
        .join('\n      ')}
      ${each(range(4), rows, (j, r) => `c${r}_${q} = fma(vec4f(x${r}[${j}]), z${j}, c${r}_${q});`)}
    }`,
      )
      .join('\n    ')}
  }`;
}

function loopNN({ a, b, m, n, k }: GemmSpec, rows: number[], quads: number[]): string {
  const line = (j: number) => (k % 4 === 0 ? `4u * kk + ${j}u` : `min(4u * kk + ${j}u, ${k - 1}u)`);
  return `${rows.map((r) => `let a${r} = ${a.base(`min(row + ${r}u, ${m - 1}u)`)};`).join('\n  ')}
  ${quads.map((q) => `let column${q} = min(group${q}, ${Math.ceil(n / 4) - 1}u);`).join(' ')}
  for (var kk = 0u; kk < ${Math.ceil(k / 4)}u; kk++) {
    ${rows.map((r) => `let x${r} = ${a.load(`a${r}`, 'kk')};`).join('\n    ')}
    ${range(4)
      .map(
        (j) => `{
      let start = ${b.base(line(j))};
      ${quads.map((q) => `let y${q} = ${b.load('start', `column${q}`)};`).join(' ')}
      ${each(rows, quads, (r, q) => `c${r}_${q} = fma(vec4f(x${r}[${j}]), y${q}, c${r}_${q});`)}
    }`,
      )
      .join('\n    ')}
  }`;
}

function loopTN({ a, b, m, n, k, splits = 1, columnSums }: GemmSpec, rows: number[], quads: number[]): string {
  const rowQuads = range(rows.length / 4);
  const span = Math.ceil(k / splits);
  const each4 = (make: (p: number) => string) => rowQuads.map(make).join(' ');
  return `${each4((p) => `let line${p} = min(row / 4u + ${p}u, ${Math.ceil(m / 4) - 1}u);`)}
  ${quads.map((q) => `let column${q} = min(group${q}, ${Math.ceil(n / 4) - 1}u);`).join(' ')}
  ${columnSums ? each4((p) => `var sum${p} = vec4f();`) : ''}
  for (var kk = split * ${span}u; kk < min((split + 1u) * ${span}u, ${k}u); kk++) {
    let startA = ${a.base('kk')};
    let startB = ${b.base('kk')};
    ${each4((p) => `let x${p} = ${a.load('startA', `line${p}`)};`)}
    ${quads.map((q) => `let y${q} = ${b.load('startB', `column${q}`)};`).join(' ')}
    ${columnSums ? each4((p) => `sum${p} += x${p};`) : ''}
    ${each(rows, quads, (r, q) => `c${r}_${q} = fma(vec4f(x${r >> 2}[${r & 3}]), y${q}, c${r}_${q});`)}
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
