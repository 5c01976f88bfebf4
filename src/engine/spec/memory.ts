import { ProblemError } from '../problem';
import { parameterShapes, type StudentShape, tokenCount } from './deitShape';
import type { DataShape, ExperimentConfig } from './experiment';

const FLOAT_BYTES = 4;
/** More is refused before anything is built: a share of what common devices give one page. */
const MOST_TRAINING_BYTES = 6 * 2 ** 30;

/** Largest single buffer of a training step, in bytes for one image: the hidden layer of the MLP, or q, k and v. */
function largestActivation(shape: StudentShape): number {
  return FLOAT_BYTES * tokenCount(shape) * shape.dim * Math.max(shape.mlpRatio, 3);
}

/** What a step keeps for its backward pass, in bytes for one image. */
export function activationBytes(shape: StudentShape, data: DataShape): number {
  const tokens = tokenCount(shape);
  // Two norms, q, k and v, attended values, residuals, the hidden layer before and after GELU; the gradients once more.
  const block = tokens * shape.dim * (2 + 3 + 1 + 2 + 2 * shape.mlpRatio);
  return 2 * FLOAT_BYTES * (shape.depth * block + shape.imageSize ** 2 * data.channels);
}

/**
 * Whether an experiment fits a device, as a problem that names the batch that does.
 *
 * @param maxBufferBytes largest buffer that the device binds
 */
export function memoryProblem(config: ExperimentConfig, data: DataShape, maxBufferBytes: number): ProblemError | null {
  const fits = Math.floor(
    Math.min(maxBufferBytes / largestActivation(config), MOST_TRAINING_BYTES / activationBytes(config, data)),
  );
  if (config.batchSize <= fits) return null;
  const needed = Math.max(largestActivation(config), activationBytes(config, data)) * config.batchSize;
  return new ProblemError(
    'out-of-memory',
    `A batch of ${config.batchSize} needs about ${gigabytes(needed)} of graphics memory, more than this device gives one page.`,
    {
      kept: 'Nothing was changed.',
      remedy:
        fits >= 1
          ? `Set the batch to ${fits} or less, or take a smaller student.`
          : 'Take a smaller student or larger patches.',
    },
  );
}

/** What a look keeps of each layer's attention: probabilities, their gradient, and a copy on the way back. */
const ATTENTIONS = 3;

/**
 * Whether a model can be looked into with one picture: weights, activations with their gradients for each head, attention.
 *
 * @param name what the model is called, for the message
 * @param maxBufferBytes largest buffer that the device binds
 */
export function lookMemoryProblem(
  shape: StudentShape,
  data: DataShape,
  name: string,
  maxBufferBytes: number,
): ProblemError | null {
  const copies = shape.distToken ? 2 : 1;
  const attention = FLOAT_BYTES * shape.heads * tokenCount(shape) ** 2;
  const tensors = [...parameterShapes(shape, data).values()].map(
    (dims) => FLOAT_BYTES * dims.reduce((a, b) => a * b, 1),
  );
  const weights = tensors.reduce((a, b) => a + b, 0);
  // All layers' attention is read back in one piece.
  const largest = Math.max(...tensors, copies * largestActivation(shape), shape.depth * attention);
  const all = weights + copies * (activationBytes(shape, data) + ATTENTIONS * shape.depth * attention);
  if (largest <= maxBufferBytes && all <= MOST_TRAINING_BYTES) return null;
  return new ProblemError(
    'out-of-memory',
    `To look into ${name} takes about ${gigabytes(all)} of graphics memory, ${gigabytes(largest)} in one piece, more than this device gives one page.`,
    { kept: 'Nothing was changed.', remedy: 'Open a smaller model, or one with larger patches.' },
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
