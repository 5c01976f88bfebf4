import type { Tensor } from '@tensorflow/tfjs-core';
import type { Kernel } from '../gpu/backend';
import { vec4 } from '../gpu/backend';

/** Sizes of a convolution of NHWC images with an HWIO filter (square), 'same' padding as in tf.conv2d. */
export interface ConvShape {
  batch: number;
  height: number;
  width: number;
  cin: number;
  cout: number;
  size: number;
  stride: number;
  outHeight: number;
  outWidth: number;
  padTop: number;
  padLeft: number;
}

export function convShape(images: number[], filter: number[], stride: number): ConvShape {
  const [batch, height, width, cin] = images as [number, number, number, number];
  const [size, otherSize, filterIn, cout] = filter as [number, number, number, number];
  if (size !== otherSize || filterIn !== cin)
    throw new RangeError(`Filter [${filter}] does not fit images [${images}].`);
  const outHeight = Math.ceil(height / stride);
  const outWidth = Math.ceil(width / stride);
  const before = (length: number, out: number) => Math.floor(Math.max((out - 1) * stride + size - length, 0) / 2);
  return {
    ...{ batch, height, width, cin, cout, size, stride, outHeight, outWidth },
    padTop: before(height, outHeight),
    padLeft: before(width, outWidth),
  };
}

/** What is done to the sums before they are written: result = relu(sum + bias + residual). */
export interface Epilogue {
  bias?: Tensor;
  residual?: Tensor;
  relu?: boolean;
}

/** Pixels of one thread. With two quads of channels that is 32 sums, which the registers hold. */
const PIXELS = [0, 1, 2, 3];
/** Threads that keep an adapter busy. */
const ENOUGH_THREADS = 4096;

/** Groups of four channels of one thread. */
function quadsOf(channels: number): number[] {
  return channels % 8 === 0 ? [0, 1] : [0];
}

/** Four pixels by up to eight output channels a thread; neighbouring threads read the same pixels. */
export function forwardKernel(images: Tensor, filter: Tensor, s: ConvShape, epilogue: Epilogue): Kernel<'result'> {
  const quads = quadsOf(s.cout);
  const chunks = s.cout / 4 / quads.length;
  const count = s.batch * s.outHeight * s.outWidth;
  const byFours = s.cin % 4 === 0;
  const groups = byFours ? s.cin / 4 : s.cin;
  const outGroups = s.cout / 4;
  const zero = byFours ? 'vec4f()' : '0.0';
  const lines = byFours ? [0, 1, 2, 3] : [0];
  const value = (r: number, j: number) => (byFours ? `v${r}[${j}]` : `v${r}`);
  const { bias, residual, relu } = epilogue;
  const finish = (r: number, q: number) => {
    const at = `p${r} * ${outGroups}u + column + ${q}u`;
    const sum = `c${r}_${q}${bias ? ` + bias[column + ${q}u]` : ''}${residual ? ` + residual[${at}]` : ''}`;
    return `result[${at}] = ${relu ? `max(${sum}, vec4f())` : sum};`;
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
    invocations: Math.ceil(count / PIXELS.length) * chunks,
    code: `
fn kernel(i: u32) {
  let column = i % ${chunks}u * ${quads.length}u;
  let first = i / ${chunks}u * ${PIXELS.length}u;
  ${each(
    (r) => `let p${r} = min(first + ${r}u, ${count - 1}u);
  let top${r} = p${r} / ${s.outWidth}u % ${s.outHeight}u * ${s.stride}u - ${s.padTop}u;
  let left${r} = p${r} % ${s.outWidth}u * ${s.stride}u - ${s.padLeft}u;
  let start${r} = p${r} / ${s.outHeight * s.outWidth}u * ${s.height}u;`,
  )}
  ${each((r) => quads.map((q) => `var c${r}_${q} = vec4f();`).join(' '))}
  for (var ky = 0u; ky < ${s.size}u; ky++) {
    for (var kx = 0u; kx < ${s.size}u; kx++) {
      ${locate('top', 'left', 'ky', 'kx', '+', s.height, s.width, groups)}
      let tap = (ky * ${s.size}u + kx) * ${s.cin * outGroups}u + column;
      for (var c = 0u; c < ${groups}u; c++) {
        ${each((r) => `let v${r} = select(${zero}, pixels[at${r} + c], inside${r});`)}
        ${lines
          .map(
            (j) => `{
          let line = tap + (${lines.length}u * c + ${j}u) * ${outGroups}u;
          ${quads.map((q) => `let w${q} = weights[line + ${q}u];`).join(' ')}
          ${each((r) => quads.map((q) => `c${r}_${q} += ${value(r, j)} * w${q};`).join(' '))}
        }`,
          )
          .join('\n        ')}
      }
    }
  }
  ${each((r) => `if (first + ${r}u < ${count}u) { ${quads.map((q) => finish(r, q)).join(' ')} }`)}
}`,
  };
}

/**
 * Gradient of the images; cin and cout are multiples of four. With stride s the input pixels fall into s × s phases that meet
 * different taps of the filter: a thread takes pixels of one phase, so that it runs only over taps that count.
 */
export function inputGradientKernel(dy: Tensor, filter: Tensor, s: ConvShape): Kernel<'dx'> {
  const quads = quadsOf(s.cin);
  const chunks = s.cin / 4 / quads.length;
  const rows = Math.ceil(s.height / s.stride);
  const cols = Math.ceil(s.width / s.stride);
  const count = s.batch * rows * cols;
  const tiles = Math.ceil(count / PIXELS.length);
  const groups = s.cout / 4;
  return {
    name: 'conv2dInputGradient',
    inputs: { pixels: vec4(dy), weights: vec4(filter) },
    outputs: { dx: { shape: [s.batch, s.height, s.width, s.cin], as: 'vec4f' } },
    invocations: s.stride * s.stride * tiles * chunks,
    code: `
fn kernel(i: u32) {
  let column = i % ${chunks}u * ${quads.length}u;
  let tile = i / ${chunks}u % ${tiles}u;
  let phase = i / ${chunks * tiles}u;
  let phaseY = phase / ${s.stride}u + ${s.padTop}u;
  let phaseX = phase % ${s.stride}u + ${s.padLeft}u;
  let first = tile * ${PIXELS.length}u;
  ${each(
    (r) => `let p${r} = min(first + ${r}u, ${count - 1}u);
  let row${r} = p${r} / ${cols}u % ${rows}u;
  let col${r} = p${r} % ${cols}u;
  let bottom${r} = row${r} + phaseY / ${s.stride}u;
  let right${r} = col${r} + phaseX / ${s.stride}u;
  let start${r} = p${r} / ${rows * cols}u * ${s.outHeight}u;`,
  )}
  ${each((r) => quads.map((q) => `var c${r}_${q} = vec4f();`).join(' '))}
  for (var ty = 0u; ${s.stride}u * ty + phaseY % ${s.stride}u < ${s.size}u; ty++) {
    for (var tx = 0u; ${s.stride}u * tx + phaseX % ${s.stride}u < ${s.size}u; tx++) {
      let ky = ${s.stride}u * ty + phaseY % ${s.stride}u;
      let kx = ${s.stride}u * tx + phaseX % ${s.stride}u;
      ${locate('bottom', 'right', 'ty', 'tx', '-', s.outHeight, s.outWidth, groups)}
      let tap = (ky * ${s.size}u + kx) * ${s.cin * groups}u + 4u * column * ${groups}u;
      for (var c = 0u; c < ${groups}u; c++) {
        ${each((r) => `let v${r} = select(vec4f(), pixels[at${r} + c], inside${r});`)}
        ${quads
          .map(
            (q) => `{
          ${[0, 1, 2, 3].map((j) => `let w${j} = weights[tap + ${(4 * q + j) * groups}u + c];`).join(' ')}
          ${each((r) => `c${r}_${q} += vec4f(${[0, 1, 2, 3].map((j) => `dot(v${r}, w${j})`).join(', ')});`)}
        }`,
          )
          .join('\n        ')}
      }
    }
  }
  ${each(
    (r) => `{
    let y = row${r} * ${s.stride}u + phase / ${s.stride}u;
    let x = col${r} * ${s.stride}u + phase % ${s.stride}u;
    if (first + ${r}u < ${count}u && y < ${s.height}u && x < ${s.width}u) {
      let at = ((p${r} / ${rows * cols}u * ${s.height}u + y) * ${s.width}u + x) * ${s.cin / 4}u + column;
      ${quads.map((q) => `dx[at + ${q}u] = c${r}_${q};`).join(' ')}
    }
  }`,
  )}
}`,
  };
}

/**
 * Gradient of the filter in parts, one for a few images each: [parts, size, size, cin, cout]. A thread has one tap, up to four
 * input and eight output channels, and runs over the outputs whose tap lies inside the image.
 */
export function filterGradientKernel(images: Tensor, dy: Tensor, s: ConvShape): Kernel<'partial'> & { parts: number } {
  const quads = quadsOf(s.cout);
  const chunks = s.cout / 4 / quads.length;
  const byFours = s.cin % 4 === 0;
  const lines = byFours ? [0, 1, 2, 3] : [0];
  const groups = s.cin / lines.length;
  const taps = s.size * s.size;
  const threads = taps * groups * chunks;
  const imagesAPart = Math.ceil(s.batch / Math.min(s.batch, Math.ceil(ENOUGH_THREADS / threads)));
  const parts = Math.ceil(s.batch / imagesAPart);
  const range = (k: string, length: number, out: number, pad: number) =>
    `let low${k} = (max(${pad}u, k${k}) - k${k} + ${s.stride - 1}u) / ${s.stride}u;
  let high${k} = select(0u, min(${out}u, (${length - 1 + pad}u - k${k}) / ${s.stride}u + 1u), k${k} <= ${length - 1 + pad}u);`;
  return {
    parts,
    name: 'conv2dFilterGradient',
    inputs: { pixels: byFours ? vec4(images) : images, dy: vec4(dy) },
    outputs: { partial: { shape: [parts, s.size, s.size, s.cin, s.cout], as: 'vec4f' } },
    invocations: parts * threads,
    code: `
fn kernel(i: u32) {
  let column = i % ${chunks}u * ${quads.length}u;
  let group = i / ${chunks}u % ${groups}u;
  let tap = i / ${chunks * groups}u % ${taps}u;
  let part = i / ${threads}u;
  let kY = tap / ${s.size}u;
  let kX = tap % ${s.size}u;
  ${range('Y', s.height, s.outHeight, s.padTop)}
  ${range('X', s.width, s.outWidth, s.padLeft)}
  ${lines.map((j) => quads.map((q) => `var c${j}_${q} = vec4f();`).join(' ')).join('\n  ')}
  for (var n = part * ${imagesAPart}u; n < min((part + 1u) * ${imagesAPart}u, ${s.batch}u); n++) {
    for (var y = lowY; y < highY; y++) {
      let line = (n * ${s.height}u + y * ${s.stride}u + kY - ${s.padTop}u) * ${s.width}u + kX - ${s.padLeft}u;
      let outLine = (n * ${s.outHeight}u + y) * ${s.outWidth}u;
      for (var x = lowX; x < highX; x++) {
        let v = pixels[(line + x * ${s.stride}u) * ${groups}u + group];
        ${quads.map((q) => `let g${q} = dy[(outLine + x) * ${s.cout / 4}u + column + ${q}u];`).join(' ')}
        ${lines
          .map((j) => quads.map((q) => `c${j}_${q} += ${byFours ? `v[${j}]` : 'v'} * g${q};`).join(' '))
          .join('\n        ')}
      }
    }
  }
  let at = ((part * ${taps}u + tap) * ${s.cin}u + ${lines.length}u * group) * ${s.cout / 4}u + column;
  ${lines.map((j) => quads.map((q) => `partial[at + ${(j * s.cout) / 4 + q}u] = c${j}_${q};`).join(' ')).join('\n  ')}
}`,
  };
}

/** Adds the parts, always in the same order. */
export function sumPartsKernel(partial: Tensor): Kernel<'sum'> {
  const [parts, ...shape] = partial.shape as [number, ...number[]];
  const groups = partial.size / parts / 4;
  return {
    name: 'sumParts',
    inputs: { partial: vec4(partial) },
    outputs: { sum: { shape, as: 'vec4f' } },
    invocations: groups,
    code: `
fn kernel(i: u32) {
  var total = vec4f();
  for (var part = 0u; part < ${parts}u; part++) { total += partial[part * ${groups}u + i]; }
  sum[i] = total;
}`,
  };
}

function each(line: (r: number) => string): string {
  return PIXELS.map(line).join('\n  ');
}

/** Where each pixel's tap lies. Unsigned numbers wrap below zero, so one comparison finds both borders. */
function locate(
  top: string,
  left: string,
  y: string,
  x: string,
  sign: '+' | '-',
  height: number,
  width: number,
  groups: number,
) {
  return each(
    (r) => `let y${r} = ${top}${r} ${sign} ${y};
      let x${r} = ${left}${r} ${sign} ${x};
      let inside${r} = y${r} < ${height}u && x${r} < ${width}u;
      let at${r} = select(0u, ((start${r} + y${r}) * ${width}u + x${r}) * ${groups}u, inside${r});`,
  );
}
