import type { Tensor } from '@tensorflow/tfjs-core';
import { type Kernel, vec4 } from '../../gpu/kernel';
import { areSmall, type Subgroups } from '../../gpu/subgroups';
import { activated, activationCode } from '../wgsl/activation';
import {
  type ConvEpilogue,
  type ConvShape,
  each,
  locate,
  outputPixels,
  outputRange,
  PIXELS,
  partsOf,
  phasesOf,
} from './shape';

/** Groups of four channels of one thread, all of one group of the convolution. */
function quadsOf(channels: number): number[] {
  return channels % 8 === 0 ? [0, 1] : [0];
}

/** ` + origin` where the channels that a thread reads do not begin at the first, for want of other groups. */
function offset(s: ConvShape): string {
  return s.groups > 1 ? ' + origin' : '';
}

/** Where a thread works, given its number `i`: `column`, its first group of four channels, and `tile`, its pixels. */
interface Place {
  invocations: number;
  code: string;
  /** The threads of a subgroup have the same channels and read the filter together. */
  sharing: Subgroups | null;
}

/**
 * @param tiles of pixels, in each of `others` parts
 * @param chunks of channels, of `quads` groups of four each
 */
function placeOf(tiles: number, chunks: number, quads: number, others: number, subgroups: Subgroups | null): Place {
  if (!areSmall(subgroups))
    // Neighbouring threads read the same pixels.
    return {
      invocations: others * tiles * chunks,
      code: `let column = i % ${chunks}u * ${quads}u;
  let tile = i / ${chunks}u % ${tiles}u;
  let part = i / ${chunks * tiles}u;`,
      sharing: null,
    };
  const filled = Math.ceil(tiles / subgroups.max) * subgroups.max;
  return {
    invocations: others * filled * chunks,
    code: `let tile = i % ${filled}u;
  let column = i / ${filled}u % ${chunks}u * ${quads}u;
  let part = i / ${chunks * filled}u;`,
    sharing: subgroups,
  };
}

/**
 * WGSL that reads numbers of the filter into `w0` …: each by every thread, or with sharing each by one thread, which passes it on.
 *
 * @param at index of the number, given which one it is as a literal or an expression
 */
function readTogether(count: number, at: (e: string) => string, sharing: Subgroups | null): string {
  const all = Array.from({ length: count }, (_, e) => e);
  if (!sharing) return all.map((e) => `let w${e} = weights[${at(`${e}u`)}];`).join(' ');
  const readers = Math.min(count, sharing.min);
  const parts = all.slice(0, Math.ceil(count / readers));
  return `let mine = subgroupLane % ${readers}u;
          ${parts.map((p) => `let part${p} = weights[${at(`min(${p * readers}u + mine, ${count - 1}u)`)}];`).join(' ')}
          ${all.map((e) => `let w${e} = subgroupBroadcast(part${Math.floor(e / readers)}, ${e % readers}u);`).join(' ')}`;
}

/**
 * Four pixels by up to eight output channels a thread. Channels of a group are multiples of four, except that a convolution
 * without groups takes any number of input channels.
 */
export function forwardKernel(
  images: Tensor,
  filter: Tensor,
  s: ConvShape,
  epilogue: ConvEpilogue,
  subgroups: Subgroups | null,
): Kernel<'result'> {
  const quads = quadsOf(s.groupOut);
  const chunks = s.cout / 4 / quads.length;
  const count = s.batch * s.outHeight * s.outWidth;
  const byFours = s.groupIn % 4 === 0;
  const lines = byFours ? [0, 1, 2, 3] : [0];
  const outQuads = s.cout / 4;
  const place = placeOf(Math.ceil(count / PIXELS.length), chunks, quads.length, 1, subgroups);
  const zero = byFours ? 'vec4f()' : '0.0';
  const value = (r: number, j: number) => (byFours ? `v${r}[${j}]` : `v${r}`);
  const { bias, residual, activation } = epilogue;
  const finish = (r: number, q: number) => {
    const at = `p${r} * ${outQuads}u + column + ${q}u`;
    const sum = `c${r}_${q}${bias ? ` + bias[column + ${q}u]` : ''}${residual ? ` + residual[${at}]` : ''}`;
    return `result[${at}] = ${activated(activation, sum)};`;
  };
  return {
    name: 'conv2d',
    inputs: {
      pixels: byFours ? vec4(images) : images,
      weights: vec4(filter),
      ...(bias ? { bias: vec4(bias) } : {}),
      ...(residual ? { residual: vec4(residual) } : {}),
    },
    outputs: { result: { shape: [s.batch, s.outHeight, s.outWidth, s.cout], as: 'vec4f' } },
    invocations: place.invocations,
    subgroups: place.sharing !== null,
    code: `${activationCode(activation)}
fn kernel(i: u32) {
  ${place.code}
  let first = tile * ${PIXELS.length}u;
  ${s.groups > 1 ? `let origin = column / ${s.groupOut / 4}u * ${s.groupIn / 4}u;` : ''}
  ${outputPixels(s)}
  ${each((r) => quads.map((q) => `var c${r}_${q} = vec4f();`).join(' '))}
  for (var ky = 0u; ky < ${s.size}u; ky++) {
    for (var kx = 0u; kx < ${s.size}u; kx++) {
      ${locate('top', 'left', 'ky', 'kx', '+', s.height, s.width, s.cin / lines.length)}
      let tap = (ky * ${s.size}u + kx) * ${s.groupIn * outQuads}u + column;
      for (var c = 0u; c < ${s.groupIn / lines.length}u; c++) {
        ${each((r) => `let v${r} = select(${zero}, pixels[at${r}${offset(s)} + c], inside${r});`)}
        let line = tap + ${lines.length}u * c * ${outQuads}u;
        ${readTogether(lines.length * quads.length, (e) => `line + ${e} / ${quads.length}u * ${outQuads}u + ${e} % ${quads.length}u`, place.sharing)}
        ${lines
          .map((j) =>
            each((r) =>
              quads
                .map((q) => `c${r}_${q} = fma(vec4f(${value(r, j)}), w${j * quads.length + q}, c${r}_${q});`)
                .join(' '),
            ),
          )
          .join('\n        ')}
      }
    }
  }
  ${each((r) => `if (first + ${r}u < ${count}u) { ${quads.map((q) => finish(r, q)).join(' ')} }`)}
}`,
  };
}

/** Gradient of the images; input and output channels of a group are multiples of four. */
export function inputGradientKernel(
  dy: Tensor,
  filter: Tensor,
  s: ConvShape,
  subgroups: Subgroups | null,
): Kernel<'dx'> {
  const quads = quadsOf(s.groupIn);
  const chunks = s.cin / 4 / quads.length;
  const outQuads = s.cout / 4;
  const phases = phasesOf(s);
  const place = placeOf(phases.tiles, chunks, quads.length, s.stride * s.stride, subgroups);
  const product = quads
    .map((q) => each((r) => `c${r}_${q} += vec4f(${[0, 1, 2, 3].map((j) => `dot(v${r}, w${4 * q + j})`).join(', ')});`))
    .join('\n        ');
  return {
    name: 'conv2dInputGradient',
    inputs: { pixels: vec4(dy), weights: vec4(filter) },
    outputs: { dx: { shape: [s.batch, s.height, s.width, s.cin], as: 'vec4f' } },
    invocations: place.invocations,
    subgroups: place.sharing !== null,
    code: `
fn kernel(i: u32) {
  ${place.code}
  let phase = part;
  ${s.groups > 1 ? `let origin = column / ${s.groupIn / 4}u * ${s.groupOut / 4}u;` : ''}
  ${phases.code}
  ${each((r) => quads.map((q) => `var c${r}_${q} = vec4f();`).join(' '))}
  ${phases.overTaps(
    outQuads,
    `let line = (ky * ${s.size}u + kx) * ${s.groupIn}u + 4u * (column % ${s.groupIn / 4}u);
      let tap = line * ${outQuads}u${offset(s)};
      for (var c = 0u; c < ${s.groupOut / 4}u; c++) {
        ${each((r) => `let v${r} = select(vec4f(), pixels[at${r}${offset(s)} + c], inside${r});`)}
        ${readTogether(4 * quads.length, (e) => `tap + ${e} * ${outQuads}u + c`, place.sharing)}
        ${product}
      }`,
  )}
  ${phases.stores((r) => quads.map((q) => `dx[at * ${s.cin / 4}u + column + ${q}u] = c${r}_${q};`).join(' '))}
}`,
  };
}

/**
 * Gradient of the filter in parts, one for a few images each: [parts, size, size, Cin / groups, Cout]. A thread has one tap, up
 * to four input and eight output channels, and runs over the outputs whose tap lies inside the image.
 */
export function filterGradientKernel(images: Tensor, dy: Tensor, s: ConvShape): Kernel<'partial'> {
  const quads = quadsOf(s.groupOut);
  const chunks = s.cout / 4 / quads.length;
  const byFours = s.groupIn % 4 === 0;
  const lines = byFours ? [0, 1, 2, 3] : [0];
  const inLines = s.groupIn / lines.length;
  const taps = s.size * s.size;
  const threads = taps * inLines * chunks;
  const { parts, imagesAPart } = partsOf(s.batch, threads);
  return {
    name: 'conv2dFilterGradient',
    inputs: { pixels: byFours ? vec4(images) : images, dy: vec4(dy) },
    outputs: { partial: { shape: [parts, s.size, s.size, s.groupIn, s.cout], as: 'vec4f' } },
    invocations: parts * threads,
    code: `
fn kernel(i: u32) {
  let column = i % ${chunks}u * ${quads.length}u;
  let inLine = i / ${chunks}u % ${inLines}u;
  let tap = i / ${chunks * inLines}u % ${taps}u;
  let part = i / ${threads}u;
  let kY = tap / ${s.size}u;
  let kX = tap % ${s.size}u;
  ${s.groups > 1 ? `let origin = column / ${s.groupOut / 4}u * ${inLines}u;` : ''}
  ${outputRange('Y', s)}
  ${outputRange('X', s)}
  ${lines.map((j) => quads.map((q) => `var c${j}_${q} = vec4f();`).join(' ')).join('\n  ')}
  for (var n = part * ${imagesAPart}u; n < min((part + 1u) * ${imagesAPart}u, ${s.batch}u); n++) {
    for (var y = lowY; y < highY; y++) {
      let line = (n * ${s.height}u + y * ${s.stride}u + kY - ${s.padTop}u) * ${s.width}u + kX - ${s.padLeft}u;
      let outLine = (n * ${s.outHeight}u + y) * ${s.outWidth}u;
      for (var x = lowX; x < highX; x++) {
        let v = pixels[(line + x * ${s.stride}u) * ${s.cin / lines.length}u${offset(s)} + inLine];
        ${quads.map((q) => `let g${q} = dy[(outLine + x) * ${s.cout / 4}u + column + ${q}u];`).join(' ')}
        ${lines
          .map((j) => quads.map((q) => `c${j}_${q} += ${byFours ? `v[${j}]` : 'v'} * g${q};`).join(' '))
          .join('\n        ')}
      }
    }
  }
  let at = ((part * ${taps}u + tap) * ${s.groupIn}u + ${lines.length}u * inLine) * ${s.cout / 4}u + column;
  ${lines.map((j) => quads.map((q) => `partial[at + ${(j * s.cout) / 4 + q}u] = c${j}_${q};`).join(' ')).join('\n  ')}
}`,
  };
}

/** Adds the parts, always in the same order. */
export function sumPartsKernel(partial: Tensor): Kernel<'sum'> {
  const [parts, ...shape] = partial.shape as [number, ...number[]];
  const quads = partial.size / parts / 4;
  return {
    name: 'sumParts',
    inputs: { partial: vec4(partial) },
    outputs: { sum: { shape, as: 'vec4f' } },
    invocations: quads,
    code: `
fn kernel(i: u32) {
  var total = vec4f();
  for (var part = 0u; part < ${parts}u; part++) { total += partial[part * ${quads}u + i]; }
  sum[i] = total;
}`,
  };
}
