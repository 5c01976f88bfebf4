import { formatBytes } from '../bytes';
import type { DataShape, ExperimentConfig } from '../config';
import { ProblemError } from '../problem';
import { largestBufferBytes, runBytes, widestBytes } from './gpuBytes';
import { parameterShapes, type StudentShape, tokenCount } from './shape';

const FLOAT_BYTES = 4;
/** Training that needs more is refused before anything is built. Common devices offer a page about this much. */
const MAX_TRAINING_BYTES = 6 * 2 ** 30;

/**
 * A problem if an experiment does not fit a device. It says how much memory is needed and which batch fits. Null if it fits.
 *
 * @param maxBufferBytes size of the largest buffer that the device can bind
 * @param pictureBytes bytes of the images of both splits, one byte a channel, if known
 */
export function memoryProblem(
  config: ExperimentConfig,
  data: DataShape,
  maxBufferBytes: number,
  pictureBytes = 0,
): ProblemError | null {
  const all = (batch: number) => runBytes(config, data, batch, pictureBytes);
  const fits = (batch: number) =>
    all(batch) <= MAX_TRAINING_BYTES && largestBufferBytes(config, data, batch) <= maxBufferBytes;
  const { batchSize } = config;
  if (fits(batchSize)) return null;
  // Both conditions get harder with the batch.
  let [most, tooMany] = [0, batchSize];
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (fits(middle)) most = middle;
    else tooMany = middle;
  }
  const largest = largestBufferBytes(config, data, batchSize);
  const limit =
    largest > maxBufferBytes
      ? `, ${formatBytes(largest)} of it in one buffer; this device allows ${formatBytes(maxBufferBytes)}`
      : `; a page should use at most ${formatBytes(MAX_TRAINING_BYTES)}`;
  return new ProblemError(
    'out-of-memory',
    `A batch of ${batchSize} needs about ${formatBytes(all(batchSize))} of graphics memory${limit}.`,
    {
      kept: 'Nothing was changed.',
      remedy:
        most >= 1
          ? `Set the batch to ${most} or less, or take a smaller student.`
          : 'Take a smaller student or larger patches.',
    },
  );
}

/** Bytes that one image needs for the gradient of its attention. */
function lookBytes(shape: StudentShape, data: DataShape): number {
  const tokens = tokenCount(shape);
  // Two norms, q, k and v, attended values, residuals, the hidden layer before and after GELU; then the same for the gradients.
  const block = tokens * shape.dim * (2 + 3 + 1 + 2 + 2 * shape.mlpRatio);
  return 2 * FLOAT_BYTES * (shape.depth * block + shape.imageSize ** 2 * data.channels);
}

/** Copies of each layer's attention: probabilities, their gradient, and a copy for reading back. */
const ATTENTIONS = 3;

/**
 * A problem if the device cannot inspect a model with one image: weights, activations with their gradients for each head, attention.
 *
 * @param name name of the model, for the message
 * @param maxBufferBytes size of the largest buffer that the device can bind
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
  // The attention of all layers is read back in one buffer.
  const largest = Math.max(...tensors, widestBytes(shape, data, copies), shape.depth * attention);
  const all = weights + copies * (lookBytes(shape, data) + ATTENTIONS * shape.depth * attention);
  if (largest <= maxBufferBytes && all <= MAX_TRAINING_BYTES) return null;
  return new ProblemError(
    'out-of-memory',
    `Inspecting ${name} needs about ${formatBytes(all)} of graphics memory, ${formatBytes(largest)} in one buffer, more than this device offers a page.`,
    { kept: 'Nothing was changed.', remedy: 'Open a smaller model, or one with larger patches.' },
  );
}
