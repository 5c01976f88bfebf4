import type { Tensor } from '@tensorflow/tfjs-core';
import { type Kernel, vec4 } from '../../gpu/kernel';
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

// Depthwise convolution: as many groups as channels, filter [k, k, 1, C]. Products are element by element, four channels at a
// time; C is a multiple of four. Names and walks over pixels are those of passes.ts.

/** Four pixels by four channels a thread. */
export function depthwiseForwardKernel(
  images: Tensor,
  filter: Tensor,
  s: ConvShape,
  { bias, residual, activation }: ConvEpilogue,
): Kernel<'result'> {
  const quads = s.cout / 4;
  const count = s.batch * s.outHeight * s.outWidth;
  const finish = (r: number) => {
    const at = `p${r} * ${quads}u + column`;
    const sum = `c${r}${bias ? ' + bias[column]' : ''}${residual ? ` + residual[${at}]` : ''}`;
    return `result[${at}] = ${activated(activation, sum)};`;
  };
  return {
    name: 'depthwise',
    inputs: {
      pixels: vec4(images),
      weights: vec4(filter),
      ...(bias ? { bias: vec4(bias) } : {}),
      ...(residual ? { residual: vec4(residual) } : {}),
    },
    outputs: { result: { shape: [s.batch, s.outHeight, s.outWidth, s.cout], as: 'vec4f' } },
    invocations: Math.ceil(count / PIXELS.length) * quads,
    code: `${activationCode(activation)}
fn kernel(i: u32) {
  let column = i % ${quads}u;
  let first = i / ${quads}u * ${PIXELS.length}u;
  ${outputPixels(s)}
  ${each((r) => `var c${r} = vec4f();`)}
  for (var ky = 0u; ky < ${s.size}u; ky++) {
    for (var kx = 0u; kx < ${s.size}u; kx++) {
      ${locate('top', 'left', 'ky', 'kx', '+', s.height, s.width, quads)}
      let w = weights[(ky * ${s.size}u + kx) * ${quads}u + column];
      ${each((r) => `c${r} += select(vec4f(), pixels[at${r} + column], inside${r}) * w;`)}
    }
  }
  ${each((r) => `if (first + ${r}u < ${count}u) { ${finish(r)} }`)}
}`,
  };
}

/** Gradient of the images. */
export function depthwiseInputGradientKernel(dy: Tensor, filter: Tensor, s: ConvShape): Kernel<'dx'> {
  const quads = s.cin / 4;
  const phases = phasesOf(s);
  return {
    name: 'depthwiseInputGradient',
    inputs: { pixels: vec4(dy), weights: vec4(filter) },
    outputs: { dx: { shape: [s.batch, s.height, s.width, s.cin], as: 'vec4f' } },
    invocations: s.stride * s.stride * phases.tiles * quads,
    code: `
fn kernel(i: u32) {
  let column = i % ${quads}u;
  let tile = i / ${quads}u % ${phases.tiles}u;
  let phase = i / ${quads * phases.tiles}u;
  ${phases.code}
  ${each((r) => `var c${r} = vec4f();`)}
  ${phases.overTaps(
    quads,
    `let w = weights[(ky * ${s.size}u + kx) * ${quads}u + column];
      ${each((r) => `c${r} += select(vec4f(), pixels[at${r} + column], inside${r}) * w;`)}`,
  )}
  ${phases.stores((r) => `dx[at * ${quads}u + column] = c${r};`)}
}`,
  };
}

/** Gradient of the filter in parts, one for a few images each: [parts, size, size, 1, C]. A thread has one tap of four channels. */
export function depthwiseFilterGradientKernel(images: Tensor, dy: Tensor, s: ConvShape): Kernel<'partial'> {
  const quads = s.cin / 4;
  const taps = s.size * s.size;
  const { parts, imagesAPart } = partsOf(s.batch, taps * quads);
  return {
    name: 'depthwiseFilterGradient',
    inputs: { pixels: vec4(images), dy: vec4(dy) },
    outputs: { partial: { shape: [parts, s.size, s.size, 1, s.cout], as: 'vec4f' } },
    invocations: parts * taps * quads,
    code: `
fn kernel(i: u32) {
  let column = i % ${quads}u;
  let tap = i / ${quads}u % ${taps}u;
  let part = i / ${quads * taps}u;
  let kY = tap / ${s.size}u;
  let kX = tap % ${s.size}u;
  ${outputRange('Y', s)}
  ${outputRange('X', s)}
  var sum = vec4f();
  for (var n = part * ${imagesAPart}u; n < min((part + 1u) * ${imagesAPart}u, ${s.batch}u); n++) {
    for (var y = lowY; y < highY; y++) {
      let line = (n * ${s.height}u + y * ${s.stride}u + kY - ${s.padTop}u) * ${s.width}u + kX - ${s.padLeft}u;
      let outLine = (n * ${s.outHeight}u + y) * ${s.outWidth}u;
      for (var x = lowX; x < highX; x++) {
        sum += pixels[(line + x * ${s.stride}u) * ${quads}u + column] * dy[(outLine + x) * ${quads}u + column];
      }
    }
  }
  partial[i] = sum;
}`,
  };
}
