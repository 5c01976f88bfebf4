import { type Tensor, util } from '@tensorflow/tfjs-core';
import type { CapturingBackend } from '../../gpu/capturingBackend';
import type { KernelOutput } from '../../gpu/kernel';
import { gemmJob } from '../wgsl/gemm';
import { sideBySide } from '../wgsl/jobs';
import { Matrix, type Rows } from '../wgsl/matrix';
import { PartialSums } from '../wgsl/partialSums';
import { splitsOf, tileOf } from '../wgsl/tiles';

/** Parameters of the embedding, in the layout of DeiT's state dict. */
export interface PatchEmbedWeights {
  /** `patch_embed.proj.weight` [D, C, P, P] */
  weight: Tensor;
  /** `patch_embed.proj.bias` [D] */
  bias: Tensor;
  /** [1, 1, D] */
  clsToken: Tensor;
  /** [1, 1, D]; null for a model without the distillation token. */
  distToken: Tensor | null;
  /** [1, T, D] with T = N + 2, or N + 1 without the distillation token. */
  posEmbed: Tensor;
}

interface Layout {
  batch: number;
  /** Edge of an image and of a patch, in pixels. */
  size: number;
  patch: number;
  channels: number;
  dim: number;
  /** Patches of an image. */
  patches: number;
  /** Numbers of a patch. */
  depth: number;
}

function layoutOf(images: Tensor, weightShape: number[]): Layout {
  const [batch, size, , channels] = images.shape as [number, number, number, number];
  const [dim, weightChannels, patch] = weightShape as [number, number, number];
  util.assert(
    images.shape[2] === size && weightChannels === channels && size % patch === 0,
    () => `patchEmbed: images [${images.shape}] and weight [${weightShape}] do not fit`,
  );
  return { batch, size, patch, channels, dim, patches: (size / patch) ** 2, depth: channels * patch * patch };
}

/** The patches of all images as rows in the order of the weight's columns: channel, line, pixel. Gathered, never stored. */
class PatchRows implements Rows {
  constructor(private readonly layout: Layout) {}

  base(row: string): string {
    return `patchStart(${row})`;
  }

  load(base: string, group: string): string {
    return `patchPixels(${base}, ${group})`;
  }

  get code(): string {
    const { size, patch, channels, patches, depth } = this.layout;
    const grid = size / patch;
    const tail = depth % 4 !== 0;
    return `
fn patchStart(row: u32) -> u32 {
  let place = row % ${patches}u;
  let line = row / ${patches}u * ${size}u + place / ${grid}u * ${patch}u;
  return (line * ${size}u + place % ${grid}u * ${patch}u) * ${channels}u;
}
fn patchPixel(start: u32, k: u32) -> f32 {
  ${tail ? `if (k >= ${depth}u) { return 0.0; }` : ''}
  let inside = k % ${patch * patch}u;
  return images[start + (inside / ${patch}u * ${size}u + inside % ${patch}u) * ${channels}u + k / ${patch * patch}u];
}
fn patchPixels(start: u32, group: u32) -> vec4f {
  let k = 4u * group;
  return vec4f(patchPixel(start, k), patchPixel(start, k + 1u), patchPixel(start, k + 2u), patchPixel(start, k + 3u));
}`;
  }
}

/** Row of a [B·T, D] token matrix that belongs to a row of the patches; the prefix tokens are left out. */
function tokenRow(row: string, patches: number, prefix: number): string {
  return `${row} / ${patches}u * ${patches + prefix}u + ${row} % ${patches}u + ${prefix}u`;
}

/** Tokens [B, T, D] in one dispatch. */
export function patchEmbedForward(
  gpu: CapturingBackend,
  images: Tensor,
  { weight, bias, clsToken, distToken, posEmbed }: PatchEmbedWeights,
): Tensor {
  const layout = layoutOf(images, weight.shape);
  const { batch, dim, patches, depth } = layout;
  const prefix = distToken ? 2 : 1;
  const tokens = patches + prefix;
  util.assert(posEmbed.size === tokens * dim, () => `patchEmbed: positions [${posEmbed.shape}] for ${tokens} tokens`);
  const pixels = new PatchRows(layout);
  const weights = new Matrix('weight', depth);
  const [biasRow, cls, dist, position, y] = (['bias', 'cls', 'dist', 'position', 'y'] as const).map(
    (name) => new Matrix(name, dim),
  ) as [Matrix, Matrix, Matrix, Matrix, Matrix];
  const read = distToken ? [biasRow, cls, dist, position] : [biasRow, cls, position];
  const groups = Math.ceil(dim / 4);

  return gpu.run({
    name: 'patchEmbed',
    inputs: {
      images,
      weight: weights.operand(weight),
      bias: biasRow.operand(bias),
      cls: cls.operand(clsToken),
      ...(distToken ? { dist: dist.operand(distToken) } : {}),
      position: position.operand(posEmbed),
    },
    outputs: { y: y.output([batch, tokens, dim]) },
    ...sideBySide(
      [
        {
          ...gemmJob({
            name: 'embed',
            form: 'NT',
            m: batch * patches,
            n: dim,
            k: depth,
            a: pixels,
            b: weights,
            tile: tileOf(gpu, { form: 'NT', m: batch * patches, n: dim, k: depth }),
            start: (group) => biasRow.load('0u', group),
            store: 'place',
          }),
        },
        {
          name: 'prefix',
          invocations: batch * prefix * groups,
          code: `
fn prefix(i: u32) {
  let group = i % ${groups}u;
  let token = i / ${groups}u % ${prefix}u;
  let at = ${y.base(`i / ${groups * prefix}u * ${tokens}u + token`)};
  var v = ${cls.load('0u', 'group')};
  ${distToken ? `if (token == 1u) { v = ${dist.load('0u', 'group')}; }` : ''}
  let positionAt = ${position.base('token')};
  v += ${position.load('positionAt', 'group')};
  ${y.store('at', 'group', 'v')}
}`,
        },
      ],
      `${pixels.code}${weights.code}${read.map(({ code }) => code).join('')}${y.storeCode}
fn place(row: u32, group: u32, sum: vec4f) {
  let at = ${y.base(tokenRow('row', patches, prefix))};
  let positionAt = ${position.base(`row % ${patches}u + ${prefix}u`)};
  let v = sum + ${position.load('positionAt', 'group')};
  ${y.store('at', 'group', 'v')}
}`,
    ),
  }).y;
}

/**
 * Gradients from dy [B, T, D], in the order weight, bias, class token, positions and, if there is one,
 * distillation token. Two dispatches.
 */
export function patchEmbedBackward(gpu: CapturingBackend, images: Tensor, weightShape: number[], dy: Tensor): Tensor[] {
  const layout = layoutOf(images, weightShape);
  const { batch, dim, patches, depth } = layout;
  const tokens = dy.shape[1]!;
  const prefix = tokens - patches;
  const splits = splitsOf(dim, depth, batch * patches);
  const pixels = new PatchRows(layout);
  const [slope, dCls, dDist, dPosition] = (['dy', 'dCls', 'dDist', 'dPosition'] as const).map(
    (name) => new Matrix(name, dim),
  ) as [Matrix, Matrix, Matrix, Matrix];
  const sums = new PartialSums(gpu, {
    weight: { shape: weightShape, parts: splits },
    bias: { shape: [dim], parts: splits },
  });
  const patchSlopes: Rows = {
    base: (row) => slope.base(tokenRow(row, patches, prefix)),
    load: (base, group) => slope.load(base, group),
    code: slope.code,
  };
  const groups = Math.ceil(dim / 4);

  const outputs: Record<'dCls' | 'dPosition', KernelOutput> & { dDist?: KernelOutput } = {
    dPosition: dPosition.output([1, tokens, dim]),
    dCls: dCls.output([1, 1, dim]),
  };
  if (prefix === 2) outputs.dDist = dDist.output([1, 1, dim]);

  const result = gpu.run({
    name: 'patchEmbedBackward',
    inputs: { images, dy: slope.operand(dy) },
    updates: sums.update,
    outputs: outputs as Record<keyof typeof outputs, KernelOutput>,
    ...sideBySide(
      [
        gemmJob({
          name: 'gradWeight',
          form: 'TN',
          m: dim,
          n: depth,
          k: batch * patches,
          a: patchSlopes,
          b: pixels,
          tile: tileOf(gpu, { form: 'TN', m: dim, n: depth, k: batch * patches }),
          splits,
          store: 'storeWeight',
          columnSums: 'storeBias',
        }),
        {
          name: 'gradTokens',
          invocations: tokens * groups,
          code: `
fn gradTokens(i: u32) {
  let group = i % ${groups}u;
  let token = i / ${groups}u;
  var sum = vec4f();
  for (var image = 0u; image < ${batch}u; image++) {
    let at = ${slope.base(`image * ${tokens}u + token`)};
    sum += ${slope.load('at', 'group')};
  }
  let to = ${dPosition.base('token')};
  ${dPosition.store('to', 'group', 'sum')}
  if (token == 0u) { ${dCls.store('0u', 'group', 'sum')} }
  ${prefix === 2 ? `if (token == 1u) { ${dDist.store('0u', 'group', 'sum')} }` : ''}
}`,
        },
      ],
      `${pixels.code}${slope.code}${[dPosition, dCls].map((matrix) => matrix.storeCode).join('')}
${prefix === 2 ? dDist.storeCode : ''}
${sums.storeCode('storeWeight', 'weight')}
${sums.storeCode('storeBias', 'bias')}`,
    ),
  });
  const [dWeight, dBias] = sums.add() as [Tensor, Tensor];
  return [dWeight, dBias, result.dCls, result.dPosition, ...(prefix === 2 ? [result.dDist] : [])];
}
