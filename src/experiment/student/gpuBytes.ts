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
 * What a run takes of the GPU's memory, foretold from its shapes: what our kernels save, make and free, in the order in which
 * they do. A test holds it beside the buffers that are really made.
 */

const FLOAT_BYTES = 4;
/** Test images that are evaluated at once, at most. */
const MAX_AT_ONCE = 100;
/** What such a chunk of them may take. */
const CHUNK_BYTES = 64 * 2 ** 20;
/** Sums over a batch are taken in parts of so many rows, as long as all parts have no more numbers than this. */
const PART_ROWS = 32;
const PART_NUMBERS = 2 ** 18;

/** Numbers that one block of a student keeps of one image for its backward pass. */
function keptByBlock(shape: StudentShape): number {
  // Two norms, q, k and v, attended values, two results; the hidden layer before and after GELU. Of each token: the mean and
  // deviation of both norms, and each head's log-sum-exp.
  return tokenCount(shape) * (8 * shape.dim + 2 * hiddenSize(shape) + 4 + shape.heads);
}

/** Numbers that a forward pass of one image needs at once when nothing is kept: the widest branch, and the picture. */
function passingThrough(shape: StudentShape, { channels }: DataShape): number {
  return tokenCount(shape) * (7 * shape.dim + 2 * hiddenSize(shape)) + shape.imageSize ** 2 * channels;
}

/** Test images that are evaluated at once: as many as hardly add to what training takes. */
export function evaluationChunk(shape: StudentShape, data: DataShape): number {
  const most = Math.floor(CHUNK_BYTES / (FLOAT_BYTES * passingThrough(shape, data)));
  return Math.min(MAX_AT_ONCE, Math.max(1, most));
}

/** Numbers of one gradient while it is summed in parts over `rows` rows. */
function partialSums(size: number, rows: number): number {
  return Math.max(size, Math.min(Math.ceil(rows / PART_ROWS) * size, PART_NUMBERS));
}

/**
 * Bytes of a captured training step without its teacher, with weights and optimiser.
 *
 * @param batch images of a step
 */
export function stepBytes(
  config: StudentShape & Pick<ExperimentConfig, 'ema'>,
  data: DataShape,
  batch: number,
): number {
  const { dim, depth, imageSize } = config;
  const tokens = tokenCount(config);
  const parameters = parameterCount(config, data);
  // Weights, their gradients, two moments, perhaps the moving average.
  const weights = parameters * (config.ema > 0 ? 5 : 4);
  // Beside what all blocks keep: the embedding, and the gradients on their way through the last block.
  const passing = tokens * (6 * dim + hiddenSize(config));
  const image = depth * keptByBlock(config) + passing + imageSize ** 2 * data.channels + 4 * data.classes;
  let sums = 0;
  // The blocks take turns in one place.
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

/** Pictures whose attention is shown while a run goes on. */
const PROBES = 8;

/**
 * Bytes of a whole run: its step, evaluation, attention, and the pictures of both splits.
 *
 * @param pictureBytes of both splits, one byte a colour
 */
export function runBytes(config: ExperimentConfig, data: DataShape, batch: number, pictureBytes: number): number {
  return (
    stepBytes(config, data, batch) + evaluationBytes(config, data) + probeBytes(config, data, PROBES) + pictureBytes
  );
}

/** Bytes of the largest activation of a batch: q, k and v, the hidden layer of the MLP, or the pictures. */
export function widestBytes(shape: StudentShape, data: DataShape, batch: number): number {
  const row = Math.max(3 * shape.dim, hiddenSize(shape));
  return FLOAT_BYTES * batch * Math.max(tokenCount(shape) * row, shape.imageSize ** 2 * data.channels);
}

/** Bytes of the largest buffer of a run: an activation, or what the optimiser keeps of a block's MLP. */
export function largestBufferBytes(shape: StudentShape, data: DataShape, batch: number): number {
  return Math.max(widestBytes(shape, data, batch), FLOAT_BYTES * 3 * 2 * shape.dim * hiddenSize(shape));
}

/** Bytes that evaluation keeps ready beside the step: a captured pass, one more with the averages of the weights. */
export function evaluationBytes(config: StudentShape & Pick<ExperimentConfig, 'ema'>, data: DataShape): number {
  const pass = evaluationChunk(config, data) * (passingThrough(config, data) + 2 * data.classes);
  return FLOAT_BYTES * (config.ema > 0 ? 2 * pass + parameterCount(config, data) : pass);
}

/** Bytes of a captured look at the attention of a few test pictures. */
export function probeBytes(shape: StudentShape, data: DataShape, pictures: number): number {
  const { dim, depth, heads } = shape;
  const tokens = tokenCount(shape);
  const prefixes = prefixTokens(shape);
  // The rows of every layer are gathered, and both tokens before and after each block.
  const gathered = depth * heads * prefixes * gridOf(shape) ** 2 + (depth + 1) * 2 * dim;
  const numbers = passingThrough(shape, data) + tokens * 4 * dim + 2 * heads * tokens ** 2 + 2 * gathered;
  return FLOAT_BYTES * pictures * numbers;
}
