import type { Tensor } from '@tensorflow/tfjs-core';
import type { Activation } from '../wgsl/activation';

/**
 * Sizes of a convolution of NHWC images with a square HWIO filter, 'same' padding as in tf.conv2d. With groups, output
 * channels of group g read the input channels of group g alone (torch.nn.Conv2d).
 */
export interface ConvShape {
  batch: number;
  height: number;
  width: number;
  cin: number;
  cout: number;
  groups: number;
  /** Input and output channels of one group. */
  groupIn: number;
  groupOut: number;
  size: number;
  stride: number;
  outHeight: number;
  outWidth: number;
  padTop: number;
  padLeft: number;
}

/**
 * @param filter [k, k, Cin / groups, Cout]: how many groups there are follows from it.
 * @throws RangeError when filter and images do not fit.
 */
export function convShape(images: number[], filter: number[], stride: number): ConvShape {
  const [batch, height, width, cin] = images as [number, number, number, number];
  const [size, otherSize, groupIn, cout] = filter as [number, number, number, number];
  const groups = cin / groupIn;
  if (size !== otherSize || !Number.isInteger(groups) || cout % groups !== 0)
    throw new RangeError(`Filter [${filter}] does not fit images [${images}].`);
  const outHeight = Math.ceil(height / stride);
  const outWidth = Math.ceil(width / stride);
  const before = (length: number, out: number) => Math.floor(Math.max((out - 1) * stride + size - length, 0) / 2);
  return {
    ...{ batch, height, width, cin, cout, groups, groupIn, groupOut: cout / groups },
    ...{ size, stride, outHeight, outWidth },
    padTop: before(height, outHeight),
    padLeft: before(width, outWidth),
  };
}

/** What is done to the sums before they are written: result = activation(sum + bias + residual). */
export interface ConvEpilogue {
  bias?: Tensor;
  residual?: Tensor;
  activation?: Activation;
}

/** Pixels of one thread. With two quads of channels that is 32 sums, which the registers hold. */
export const PIXELS = [0, 1, 2, 3];
/** Threads that keep an adapter busy. */
export const ENOUGH_THREADS = 4096;

/** A line of WGSL for each pixel of a thread. */
export function each(line: (r: number) => string): string {
  return PIXELS.map(line).join('\n  ');
}

/** Where each pixel's tap lies. Unsigned numbers wrap below zero, so one comparison finds both borders. */
export function locate(
  top: string,
  left: string,
  y: string,
  x: string,
  sign: '+' | '-',
  height: number,
  width: number,
  quads: number,
): string {
  return each(
    (r) => `let y${r} = ${top}${r} ${sign} ${y};
      let x${r} = ${left}${r} ${sign} ${x};
      let inside${r} = y${r} < ${height}u && x${r} < ${width}u;
      let at${r} = select(0u, ((start${r} + y${r}) * ${width}u + x${r}) * ${quads}u, inside${r});`,
  );
}

/** WGSL that places the four output pixels of a thread, from `first` on, on the images: `p`, `top`, `left`, `start` of each. */
export function outputPixels(s: ConvShape): string {
  const count = s.batch * s.outHeight * s.outWidth;
  return each(
    (r) => `let p${r} = min(first + ${r}u, ${count - 1}u);
  let top${r} = p${r} / ${s.outWidth}u % ${s.outHeight}u * ${s.stride}u - ${s.padTop}u;
  let left${r} = p${r} % ${s.outWidth}u * ${s.stride}u - ${s.padLeft}u;
  let start${r} = p${r} / ${s.outHeight * s.outWidth}u * ${s.height}u;`,
  );
}

/**
 * The gradient of the images runs over input pixels. With stride s they fall into s × s phases that meet different taps of the
 * filter: a thread takes pixels of one phase, so that it runs only over taps that count.
 */
export interface Phases {
  /** Pixels of one phase, all images together, and threads for them. */
  count: number;
  tiles: number;
  /** WGSL that places a thread's pixels, given `phase` and `tile`. */
  code: string;
  /** WGSL loop over the taps of the phase around `body`, which sees `ky`, `kx` and each pixel's `at` and `inside` in dy. */
  overTaps(quads: number, body: string): string;
  /** WGSL that runs `store` for each pixel r, whose index among all input pixels is `at`. */
  stores(store: (r: number) => string): string;
}

export function phasesOf(s: ConvShape): Phases {
  const rows = Math.ceil(s.height / s.stride);
  const cols = Math.ceil(s.width / s.stride);
  const count = s.batch * rows * cols;
  return {
    count,
    tiles: Math.ceil(count / PIXELS.length),
    code: `let phaseY = phase / ${s.stride}u + ${s.padTop}u;
  let phaseX = phase % ${s.stride}u + ${s.padLeft}u;
  let first = tile * ${PIXELS.length}u;
  ${each(
    (r) => `let p${r} = min(first + ${r}u, ${count - 1}u);
  let row${r} = p${r} / ${cols}u % ${rows}u;
  let col${r} = p${r} % ${cols}u;
  let bottom${r} = row${r} + phaseY / ${s.stride}u;
  let right${r} = col${r} + phaseX / ${s.stride}u;
  let start${r} = p${r} / ${rows * cols}u * ${s.outHeight}u;`,
  )}`,
    overTaps: (quads, body) => `for (var ty = 0u; ${s.stride}u * ty + phaseY % ${s.stride}u < ${s.size}u; ty++) {
    for (var tx = 0u; ${s.stride}u * tx + phaseX % ${s.stride}u < ${s.size}u; tx++) {
      let ky = ${s.stride}u * ty + phaseY % ${s.stride}u;
      let kx = ${s.stride}u * tx + phaseX % ${s.stride}u;
      ${locate('bottom', 'right', 'ty', 'tx', '-', s.outHeight, s.outWidth, quads)}
      ${body}
    }
  }`,
    stores: (store) =>
      each(
        (r) => `{
    let y = row${r} * ${s.stride}u + phase / ${s.stride}u;
    let x = col${r} * ${s.stride}u + phase % ${s.stride}u;
    let at = (p${r} / ${rows * cols}u * ${s.height}u + y) * ${s.width}u + x;
    if (first + ${r}u < ${count}u && y < ${s.height}u && x < ${s.width}u) { ${store(r)} }
  }`,
      ),
  };
}

/** WGSL for the outputs whose tap `k${axis}` of the filter lies inside the image: `low${axis}` up to before `high${axis}`. */
export function outputRange(axis: 'Y' | 'X', s: ConvShape): string {
  const [length, out, pad] = axis === 'Y' ? [s.height, s.outHeight, s.padTop] : [s.width, s.outWidth, s.padLeft];
  const last = length + pad - 1;
  return `let low${axis} = (max(${pad}u, k${axis}) - k${axis} + ${s.stride - 1}u) / ${s.stride}u;
  let high${axis} = select(0u, min(${out}u, (${last}u - k${axis}) / ${s.stride}u + 1u), k${axis} <= ${last}u);`;
}

/** How a batch is cut for the gradient of the filter, given the threads of one part. */
export function partsOf(batch: number, threads: number): { parts: number; imagesAPart: number } {
  const imagesAPart = Math.ceil(batch / Math.min(batch, Math.ceil(ENOUGH_THREADS / threads)));
  return { parts: Math.ceil(batch / imagesAPart), imagesAPart };
}
