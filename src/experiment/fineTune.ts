/** Fine-tuning a trained student at a larger image size (paper, section 3): the possible requests and the experiment of each. */
import { type ExperimentConfig, learnsFromTeacher } from './config';
import { fieldOf } from './fields/table';
import { sizesFor, validate } from './fields/validate';
import { knownFields } from './trials/plan';

export interface FineTuning {
  imageSize: number;
  epochs: number;
  learningRate: number;
  /** Whether the teacher's term stays. Without it only the class head learns, from the labels. */
  withTeacher: boolean;
}

/** The paper fine-tunes for 30 epochs after 300. The learning rate shrinks too, since the weights are already good. */
const SHARE_OF_EPOCHS = 0.1;
const SHARE_OF_RATE = 0.1;
const MIN_RATE = fieldOf('learningRate').min;
/** How many sizes a sentence names. */
const NAMED_SIZES = 3;

/** Larger image sizes at which this student can be fine-tuned, rising: whole patches, within the maximum number of tokens. */
export function largerSizes(config: ExperimentConfig): number[] {
  return sizesFor(config).filter((size) => size > config.imageSize);
}

/** The default request; null if no larger size is possible. */
export function usualFineTuning(config: ExperimentConfig): FineTuning | null {
  const [imageSize] = largerSizes(config);
  if (imageSize === undefined) return null;
  return {
    imageSize,
    epochs: Math.max(1, Math.round(SHARE_OF_EPOCHS * config.epochs)),
    learningRate: Math.max(MIN_RATE, Number((SHARE_OF_RATE * config.learningRate).toPrecision(2))),
    withTeacher: learnsFromTeacher(config.distillation),
  };
}

/** Why a student cannot be fine-tuned at a size, in one sentence; null if it can. */
export function problemOfSize(config: ExperimentConfig, imageSize: number): string | null {
  const sizes = largerSizes(config);
  if (sizes.includes(imageSize)) return null;
  const { patchSize } = config;
  if (sizes.length === 0)
    return `A student with patches of ${patchSize} px cannot be fine-tuned at more than its ${config.imageSize} px.`;
  const some = sizes.slice(0, NAMED_SIZES).join(', ');
  const possible = `${some}${sizes.length > NAMED_SIZES ? ` … ${sizes.at(-1)}` : ''} px`;
  if (!(imageSize > config.imageSize))
    return `Fine-tuning needs a larger size than the ${config.imageSize} px of the trained student: ${possible}.`;
  if (imageSize > sizes.at(-1)!)
    return `At ${imageSize} px the student has too many tokens; it can be fine-tuned at ${possible}.`;
  return `${imageSize} px cannot be cut into whole patches of ${patchSize} px; the student can be fine-tuned at ${possible}.`;
}

/** Why a request is not possible, in one sentence; null if it is. */
export function problemOfFineTuning(config: ExperimentConfig, wanted: FineTuning): string | null {
  const size = problemOfSize(config, wanted.imageSize);
  if (size) return size;
  for (const [key, name] of [
    ['epochs', 'Epochs'],
    ['learningRate', 'Learning rate'],
  ] as const) {
    const { min, max, integer } = fieldOf(key);
    const value = wanted[key];
    if (!(value >= min && value <= max) || (integer && !Number.isInteger(value)))
      return `${name}: a ${integer ? 'whole number' : 'number'} from ${min} to ${max}.`;
  }
  return null;
}

/**
 * The experiment that continues at a larger size. Everything outside the request stays. There is no warm-up, and the cosine schedule
 * starts at the requested learning rate.
 */
export function fineTuned(
  config: ExperimentConfig,
  { imageSize, epochs, learningRate, withTeacher }: FineTuning,
): ExperimentConfig {
  return {
    ...config,
    imageSize,
    epochs,
    learningRate,
    minLearningRate: Math.min(config.minLearningRate, learningRate),
    warmupEpochs: 0,
    ...(learnsFromTeacher(config.distillation) && !withTeacher ? { distillation: 'none' as const } : {}),
  };
}

/** Fields that belong to the weights, so fine-tuning cannot change them. */
const OF_THE_WEIGHTS = ['dataset', 'patchSize', 'dim', 'depth', 'heads', 'mlpRatio', 'distToken'] as const;

/**
 * The same from a configuration file: `imageSize` and any other fields by name. By default the next larger size, a tenth of the
 * epochs and a tenth of the learning rate.
 *
 * @param trained configuration of the run to fine-tune, from its run file
 * @throws Error with a sentence for each value that is not possible
 */
export function fineTunedOf(trained: ExperimentConfig, given: Record<string, unknown>, file: string): ExperimentConfig {
  const fields = knownFields(given, file);
  const from = validate({ ...trained });
  if (from.messages.length > 0) throw new Error(`${file}: the run to fine-tune: ${from.messages.join(' ')}`);
  const usual = usualFineTuning(from.config);
  const imageSize = Number(fields.imageSize ?? usual?.imageSize);
  const problem = problemOfSize(from.config, imageSize);
  if (problem) throw new Error(`${file}: ${problem}`);
  const changed = OF_THE_WEIGHTS.find((key) => fields[key] !== undefined && fields[key] !== from.config[key]);
  if (changed)
    throw new Error(
      `${file}: ${fieldOf(changed).label} belongs to the trained weights and cannot be changed by fine-tuning.`,
    );
  const { config, messages } = validate({ ...fineTuned(from.config, { ...usual!, imageSize }), ...fields });
  if (messages.length > 0) throw new Error(`${file}: ${messages.join(' ')}`);
  return config;
}
