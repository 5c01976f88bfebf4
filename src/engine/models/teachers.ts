import type { DataShape } from '../../experiment/config';
import type { TeacherSize } from '../../experiment/teacherRecipe';
import { TEACHERS } from '../../experiment/teachers';
import { ConvNetwork, type ConvPlan, convMacs } from './convNetwork';
import { efficientnetPlan } from './efficientnet';
import { regnetyPlan } from './regnety';
import { resnetPlan } from './resnet';
import type { ConvArchitecture, TeacherArchitecture, TeacherNetwork } from './teacherNetwork';
import { TransformerTeacher, transformerMacs } from './teacherTransformer';

const CONV_PLANS: Readonly<Record<ConvArchitecture['family'], (architecture: ConvArchitecture) => ConvPlan>> = {
  resnet: resnetPlan,
  regnety: regnetyPlan,
  efficientnet: efficientnetPlan,
};

/** Dimensions of a transformer teacher for each channel of width, so that families of the same width have similar cost. */
const DIM_PER_WIDTH = 4;
const DEPTH_PER_BLOCK = 4;
const HEAD_DIM = 16;
/** Side of a patch in small pictures, and patches a side in large ones. */
const PATCH = 4;
const GRID = 8;

/** A new network with its initial weights, the same for the same seed. */
export function teacherNetwork(architecture: TeacherArchitecture, seed: number): TeacherNetwork {
  if (architecture.family === 'transformer') return new TransformerTeacher(architecture, seed);
  return new ConvNetwork(architecture, CONV_PLANS[architecture.family](architecture), seed);
}

/** What a network of this family and size is for pictures of `size` × `size` pixels. */
export function architectureOf(
  { family, width, blocks }: TeacherSize,
  { channels, classes }: DataShape,
  size: number,
): TeacherArchitecture {
  if (family !== 'transformer') return { family, width, blocks, channels, classes };
  const dim = DIM_PER_WIDTH * width;
  return {
    family,
    imageSize: size,
    patchSize: patchOf(size),
    dim,
    depth: DEPTH_PER_BLOCK * blocks,
    heads: Math.max(1, Math.floor(dim / HEAD_DIM)),
    mlpRatio: 4,
    channels,
    classes,
  };
}

/** Multiply–accumulates of one forward pass of one image of `size` × `size` pixels. */
export function teacherMacs(architecture: TeacherArchitecture, size: number): number {
  if (architecture.family === 'transformer') return transformerMacs(architecture);
  return convMacs(CONV_PLANS[architecture.family](architecture), size);
}

/** A description for the user. */
export function teacherName(architecture: TeacherArchitecture): string {
  const { name } = TEACHERS[architecture.family];
  if (architecture.family === 'transformer') return `${name}, width ${architecture.dim}, ${architecture.depth} blocks`;
  const { width, blocks } = architecture;
  return `${name}, width ${width}, ${blocks === 1 ? '1 block' : `${blocks} blocks`} a stage`;
}

/** The largest patch up to the wanted one that divides the picture. */
function patchOf(size: number): number {
  let patch = Math.max(PATCH, Math.floor(size / GRID));
  while (size % patch !== 0) patch--;
  return patch;
}
