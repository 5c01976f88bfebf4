import type { DataShape, ExperimentConfig } from '../../experiment/config';
import { gridOf, parameterShapes } from '../../experiment/student/shape';
import { BatchOrder } from '../data/augment';
import type { ImageDataset } from '../data/dataset';
import { resizedWeights } from '../models/resizedWeights';
import { CHECKPOINT_VERSION, type Checkpoint, type EvaluationRecord, type RunBefore } from '../train/checkpoint';

/** The parts of a data set that a checkpoint must fit. */
export type CheckpointData = Pick<ImageDataset, 'channels' | 'fingerprint'> & {
  classes: readonly string[];
  train: { count: number };
  test: { count: number };
};

/**
 * Finds a contradiction in a checkpoint from a file: something that no run can have written.
 *
 * @returns one sentence, or null for a consistent checkpoint
 */
export function contradiction({ step, metrics, evaluations, tokens, album }: Checkpoint): string | null {
  if (metrics.step.length !== step)
    return `the curves have ${metrics.step.length} steps, but the run has done ${step}.`;
  if (!metrics.step.every((value, row) => value === row)) return 'the steps of the curves are out of order.';
  for (const [records, name] of [
    [evaluations, 'the evaluations'],
    [tokens, 'the token records'],
    [album, 'the saved moments'],
  ] as const) {
    const rising = records.every((record, i) => record.step <= step && record.step > (records[i - 1]?.step ?? -1));
    if (!rising) return `${name} are out of order, or later than the run.`;
  }
  if (!evaluations.every(hasShares)) return 'an accuracy is not between 0 and 1.';
  const finite = album.every(({ cls, dist, teacher, cosine, onObject }) =>
    [cls, dist, teacher, cosine, onObject].every((values) => values?.every(Number.isFinite) ?? true),
  );
  return finite ? null : 'the saved moments hold NaN or an infinite number.';
}

function hasShares({ accuracy, averaged, teacher }: EvaluationRecord): boolean {
  return [...Object.values(accuracy), ...Object.values(averaged ?? {}), teacher].every(
    (share) => share === null || (share >= 0 && share <= 1),
  );
}

/**
 * Finds a reason why a run cannot continue from a checkpoint on this data set: compares the sizes of everything that would be
 * loaded or drawn.
 *
 * @param checkpoint must have a valid configuration
 * @returns one sentence, or null for a checkpoint that fits
 */
export function misfit(checkpoint: Checkpoint, dataset: CheckpointData): string | null {
  const { version, config, datasetFingerprint, parameters, moments, step, tokens, album } = checkpoint;
  if (version !== CHECKPOINT_VERSION) return 'another version of this playground wrote it.';
  if (datasetFingerprint !== dataset.fingerprint) return 'it was trained on other images than the current data set.';
  const classes = dataset.classes.length;
  const shapes = parameterShapes(config, { channels: dataset.channels, classes });
  let size = 0;
  for (const [name, shape] of shapes) {
    const expected = shape.reduce((a, b) => a * b, 1);
    const found = parameters.get(name)?.length ?? 0;
    if (found !== expected) return `its weights ${name} have ${found} numbers instead of ${expected}.`;
    size += expected;
  }
  if (parameters.size !== shapes.size) return 'it has weights that its student does not have.';
  const data = { channels: dataset.channels, classes };
  if (checkpoint.before && !beginsWith(checkpoint.before, config, data))
    return 'the run that it was fine-tuned from does not fit this student.';
  const state = (config.ema > 0 ? 3 : 2) * size;
  if (moments.length !== state) return `the optimiser’s state has ${moments.length} numbers instead of ${state}.`;
  const images = config.trainImages > 0 ? Math.min(config.trainImages, dataset.train.count) : dataset.train.count;
  const { stepsPerEpoch } = new BatchOrder(config.seed, images, config.batchSize, config.repeats);
  if (step > stepsPerEpoch * config.epochs)
    return `it has done ${step} steps of a run of ${stepsPerEpoch * config.epochs}.`;

  const prefixes = config.distToken ? 2 : 1;
  const isOf = (values: ArrayLike<number> | null, length: number) => values === null || values.length === length;
  const fits = [...tokens, ...album].every(
    ({ cosine, onObject }) => isOf(cosine, config.depth + 1) && isOf(onObject, prefixes),
  );
  const maps = config.depth * config.heads * prefixes * gridOf(config) ** 2;
  const moment = album.every(({ probes, maps: shares, cls, dist, teacher }) => {
    const count = probes.length;
    return (
      probes.every((index) => index < dataset.test.count) &&
      isOf(shares, count * maps) &&
      [cls, dist, teacher].every((logits) => isOf(logits, count * classes)) &&
      (dist !== null) === config.distToken
    );
  });
  return fits && moment ? null : 'its token records or moments do not fit this student.';
}

/** Whether a student of configuration `now` can start with the weights of another run. */
function beginsWith({ parameters, config }: RunBefore, now: ExperimentConfig, data: DataShape): boolean {
  try {
    resizedWeights(parameters, { ...now, imageSize: config.imageSize }, data, now.imageSize);
    return true;
  } catch {
    return false;
  }
}
