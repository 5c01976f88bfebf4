import type { DataShape, ExperimentConfig } from '../config';
import {
  gridOf,
  hiddenSize,
  parameterCount,
  parameterShapes,
  prefixTokens,
  type StudentShape,
  tokenCount,
} from './shape';

/**
 * The GPU memory of a run, estimated from its shapes: what the kernels save, allocate and free, in their order. A test compares the
 * estimate with the buffers that are really allocated.
 */

const FLOAT_BYTES = 4;
/** Maximum number of test images in one pass of an evaluation. */
const MAX_AT_ONCE = 100;
/** Maximum memory of such a pass. */
const CHUNK_BYTES = 64 * 2 ** 20;
/** Sums over a batch are computed in parts of this many rows, if all parts together have at most PART_NUMBERS numbers. */
const PART_ROWS = 32;
const PART_NUMBERS = 2 ** 18;

/** Numbers that one block of the student saves for the backward pass of one image. */
function keptByBlock(shape: StudentShape): number {
  // Two norms, q, k and v, attended values, two results; the hidden layer before and after GELU. For each token: mean and
  // deviation of both norms, and the log-sum-exp of each head.
  return tokenCount(shape) * (8 * shape.dim + 2 * hiddenSize(shape) + 4 + shape.heads);
}

/** Numbers that a forward pass of one image needs at once if it saves nothing: the widest branch, and the image. */
function passingThrough(shape: StudentShape, { channels }: DataShape): number {
  return tokenCount(shape) * (7 * shape.dim + 2 * hiddenSize(shape)) + shape.imageSize ** 2 * channels;
}

/** Test images in one pass of an evaluation: few enough to add little to the memory of training. */
export function evaluationChunk(shape: StudentShape, data: DataShape): number {
  const most = Math.floor(CHUNK_BYTES / (FLOAT_BYTES * passingThrough(shape, data)));
  return Math.min(MAX_AT_ONCE, Math.max(1, most));
}

/** Numbers of one gradient while it is summed in parts over `rows` rows. */
function partialSums(size: number, rows: number): number {
  return Math.max(size, Math.min(Math.ceil(rows / PART_ROWS) * size, PART_NUMBERS));
}

/**
 * Bytes of a captured training step, including weights and optimiser, without the teacher.
 *
 * @param batch number of images in a step
 */
export function stepBytes(
  config: StudentShape & Pick<ExperimentConfig, 'ema'>,
  data: DataShape,
  batch: number,
): number {
  const { dim, depth, imageSize } = config;
  const tokens = tokenCount(config);
  const parameters = parameterCount(config, data);
  // Weights, gradients, two moments, and the moving average if there is one.
  const weights = parameters * (config.ema > 0 ? 5 : 4);
  // In addition to what the blocks save: the embedding, and the gradients in the last block.
  const passing = tokens * (6 * dim + hiddenSize(config));
  const image = depth * keptByBlock(config) + passing + imageSize ** 2 * data.channels + 4 * data.classes;
  let sums = 0;
  // All blocks use the same memory in turn.
  for (const [name, shape] of parameterShapes(config, data))
    if (!/^blocks\.(?!0\.)/.test(name)) {
      const rows = name.startsWith('head') ? batch : batch * tokens;
      sums += partialSums(
        shape.reduce((a, b) => a * b, 1),
        rows,
      );
    }
  return FLOAT_BYTES * (weights + batch * image + sums);
}

/** Number of images whose attention is shown during a run. */
const PROBES = 8;

/**
 * Bytes of a whole run: step, evaluation, attention, and the images of both splits.
 *
 * @param pictureBytes bytes of the images of both splits, one byte a channel
 */
export function runBytes(config: ExperimentConfig, data: DataShape, batch: number, pictureBytes: number): number {
  return (
    stepBytes(config, data, batch) + evaluationBytes(config, data) + probeBytes(config, data, PROBES) + pictureBytes
  );
}

/** Bytes of the largest activation of a batch: q, k and v, the hidden layer of the MLP, or the images. */
export function widestBytes(shape: StudentShape, data: DataShape, batch: number): number {
  const row = Math.max(3 * shape.dim, hiddenSize(shape));
  return FLOAT_BYTES * batch * Math.max(tokenCount(shape) * row, shape.imageSize ** 2 * data.channels);
}

/** Bytes of the largest buffer of a run: an activation, or the optimiser's state of a block's MLP. */
export function largestBufferBytes(shape: StudentShape, data: DataShape, batch: number): number {
  return Math.max(widestBytes(shape, data, batch), FLOAT_BYTES * 3 * 2 * shape.dim * hiddenSize(shape));
}

/** Bytes that evaluation keeps in addition to the step: a captured pass, and another one if there is a moving average. */
export function evaluationBytes(config: StudentShape & Pick<ExperimentConfig, 'ema'>, data: DataShape): number {
  const pass = evaluationChunk(config, data) * (passingThrough(config, data) + 2 * data.classes);
  return FLOAT_BYTES * (config.ema > 0 ? 2 * pass + parameterCount(config, data) : pass);
}

/** Bytes of a captured pass that reads the attention of a few test images. */
export function probeBytes(shape: StudentShape, data: DataShape, pictures: number): number {
  const { dim, depth, heads } = shape;
  const tokens = tokenCount(shape);
  const prefixes = prefixTokens(shape);
  // It gathers the rows of every layer, and both tokens before and after each block.
  const gathered = depth * heads * prefixes * gridOf(shape) ** 2 + (depth + 1) * 2 * dim;
  const numbers = passingThrough(shape, data) + tokens * 4 * dim + 2 * heads * tokens ** 2 + 2 * gathered;
  return FLOAT_BYTES * pictures * numbers;
}
