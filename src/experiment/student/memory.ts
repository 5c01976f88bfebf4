import { formatBytes } from '../bytes';
import type { DataShape, ExperimentConfig } from '../config';
import { ProblemError } from '../problem';
import { largestBufferBytes, runBytes, widestBytes } from './gpuBytes';
import { parameterShapes, type StudentShape, tokenCount } from './shape';

const FLOAT_BYTES = 4;
/** More is refused before anything is built: a share of what common devices give one page. */
const MAX_TRAINING_BYTES = 6 * 2 ** 30;

/**
 * Whether an experiment fits a device, as a problem that says what it takes and names the batch that fits.
 *
 * @param maxBufferBytes largest buffer that the device binds
 * @param pictureBytes of both splits, one byte a colour, where they are known
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
  // Both grow with the batch.
  let [most, tooMany] = [0, batchSize];
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (fits(middle)) most = middle;
    else tooMany = middle;
  }
  const largest = largestBufferBytes(config, data, batchSize);
  const limit =
    largest > maxBufferBytes
      ? `, ${formatBytes(largest)} of it in one piece, of which this device gives ${formatBytes(maxBufferBytes)}`
      : `, and a page should take no more than ${formatBytes(MAX_TRAINING_BYTES)}`;
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

/** What a look keeps of one image for the gradient of its attention, in bytes. */
function lookBytes(shape: StudentShape, data: DataShape): number {
  const tokens = tokenCount(shape);
  // Two norms, q, k and v, attended values, residuals, the hidden layer before and after GELU; the gradients once more.
  const block = tokens * shape.dim * (2 + 3 + 1 + 2 + 2 * shape.mlpRatio);
  return 2 * FLOAT_BYTES * (shape.depth * block + shape.imageSize ** 2 * data.channels);
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
  const largest = Math.max(...tensors, widestBytes(shape, data, copies), shape.depth * attention);
  const all = weights + copies * (lookBytes(shape, data) + ATTENTIONS * shape.depth * attention);
  if (largest <= maxBufferBytes && all <= MAX_TRAINING_BYTES) return null;
  return new ProblemError(
    'out-of-memory',
    `To look into ${name} takes about ${formatBytes(all)} of graphics memory, ${formatBytes(largest)} in one piece, more than this device gives one page.`,
    { kept: 'Nothing was changed.', remedy: 'Open a smaller model, or one with larger patches.' },
  );
}
