/** Going on with a trained student at a larger picture size (paper, section 3): what can be asked for, and what is then trained. */
import { type ExperimentConfig, learnsFromTeacher } from './config';
import { fieldOf } from './fields/table';
import { sizesFor, validate } from './fields/validate';
import { knownFields } from './trials/plan';

export interface FineTuning {
  imageSize: number;
  epochs: number;
  learningRate: number;
  /** Whether the teacher's term stays; without it the class head alone learns, from the labels. */
  withTeacher: boolean;
}

/** The paper fine-tunes for 30 epochs after 300; step sizes shrink with the distance that is left to go. */
const SHARE_OF_EPOCHS = 0.1;
const SHARE_OF_RATE = 0.1;
const MIN_RATE = fieldOf('learningRate').min;
/** Sizes that a sentence names. */
const NAMED_SIZES = 3;

/** Larger picture sizes that this student can be fine-tuned at, rising: whole patches, within the limit of tokens. */
export function largerSizes(config: ExperimentConfig): number[] {
  return sizesFor(config).filter((size) => size > config.imageSize);
}

/** What is asked for when nobody says otherwise; null where no larger size is possible. */
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

/** Why a student cannot be fine-tuned at a size, in one sentence; null where it can. */
export function problemOfSize(config: ExperimentConfig, imageSize: number): string | null {
  const sizes = largerSizes(config);
  if (sizes.includes(imageSize)) return null;
  const { patchSize } = config;
  if (sizes.length === 0)
    return `A student with patches of ${patchSize} px cannot be fine-tuned at more than its ${config.imageSize} px.`;
  const some = sizes.slice(0, NAMED_SIZES).join(', ');
  const possible = `${some}${sizes.length > NAMED_SIZES ? ` … ${sizes.at(-1)}` : ''} px`;
  if (!(imageSize > config.imageSize))
    return `Fine-tuning is at a larger size than the ${config.imageSize} px of the trained student: ${possible}.`;
  if (imageSize > sizes.at(-1)!)
    return `At ${imageSize} px the student has more tokens than are possible here; it can be fine-tuned at ${possible}.`;
  return `${imageSize} px cannot be cut into whole patches of ${patchSize} px here; it can be fine-tuned at ${possible}.`;
}

/** Why it cannot be as it is wanted, in one sentence; null where it can. */
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
 * The experiment that goes on at a larger size. Everything that is not asked for stays; there is no warm-up, and the cosine begins
 * at the learning rate that is asked for.
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

/** Fields that belong to the weights: what goes on with them cannot change these. */
const OF_THE_WEIGHTS = ['dataset', 'patchSize', 'dim', 'depth', 'heads', 'mlpRatio', 'distToken'] as const;

/**
 * The same from what a file asks for: `imageSize` and any other fields by name; the next size, a tenth of the epochs and of the
 * learning rate where it does not say.
 *
 * @param trained configuration of the run that it goes on from, as its file has it
 * @throws Error with one sentence or more when it is no possible experiment.
 */
export function fineTunedOf(trained: ExperimentConfig, given: Record<string, unknown>, file: string): ExperimentConfig {
  const fields = knownFields(given, file);
  const from = validate({ ...trained });
  if (from.messages.length > 0) throw new Error(`${file}: the run that it goes on from: ${from.messages.join(' ')}`);
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
