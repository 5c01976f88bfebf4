import type { ImageDataset, Split } from '../engine/data/dataset';
import { shortHash } from '../engine/hash';
import { TERM } from '../engine/kernels/distillationLoss';
import type { ProbeReading } from '../engine/train/attentionProbe';
import type { BatchReadback } from '../engine/train/batchReadback';
import type { Checkpoint } from '../engine/train/checkpoint';
import type { Run } from '../engine/train/run';
import type { ExperimentConfig } from '../experiment/config';
import { forwardMacs, gridOf, parameterCount, tokenCount } from '../experiment/student/shape';
import type {
  AttentionSnapshot,
  Configured,
  DatasetCard,
  Picture,
  ProbeView,
  RunPhase,
  RunStatus,
  StepSnapshot,
  TeacherInfo,
} from './protocol';

/** One image of a split as it is stored. */
export function pictureOf({ height, width, channels }: ImageDataset, split: Split, index: number): Picture {
  const size = height * width * channels;
  const pixels = split.images.subarray(index * size, (index + 1) * size);
  return { rgba: toRgba(height * width, channels, (i) => pixels[i]!), width, height };
}

/** What student and teacher see, [S, S, C] normalised, as pixels. */
function augmentedPicture({ channels, mean, std }: ImageDataset, image: Float32Array, size: number): Picture {
  const value = (i: number) => Math.round(255 * (image[i]! * std[i % channels]! + mean[i % channels]!));
  return { rgba: toRgba(size * size, channels, value), width: size, height: size };
}

export function toRgba(pixels: number, channels: number, value: (i: number) => number): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * pixels);
  for (let p = 0; p < pixels; p++) {
    for (let c = 0; c < 3; c++) rgba[4 * p + c] = value(p * channels + (channels === 1 ? 0 : c));
    rgba[4 * p + 3] = 255;
  }
  return rgba;
}

/** A look at a step as the page shows it. */
export function stepSnapshotOf(look: BatchReadback, dataset: ImageDataset, config: ExperimentConfig): StepSnapshot {
  const { record, terms } = look;
  const { crop, ops, erased } = record.augmentation;
  const { mixed } = record;
  return {
    step: record.step,
    original: pictureOf(dataset, dataset.train, record.index),
    augmented: augmentedPicture(dataset, look.augmented, config.imageSize),
    box: [crop.left, crop.top, crop.width, crop.height],
    flipped: crop.flip,
    ops: ops.map(({ op }) => op),
    erased: erased !== null,
    mixed: mixed && { label: mixed.label, given: mixed.given, share: mixed.share, cut: mixed.cut !== null },
    label: record.label,
    given: record.given,
    cls: look.cls,
    dist: look.dist,
    teacher: look.teacher,
    terms: {
      total: terms[TERM.total]!,
      labelTerm: terms[TERM.labelTerm]!,
      labelLoss: terms[TERM.labelLoss]!,
      teacherTerm: terms[TERM.teacherTerm]!,
      teacherLoss: terms[TERM.teacherLoss]!,
    },
    live: record.live,
  };
}

/** Attention over the probes as the page shows it. */
export function attentionOf(
  step: number,
  indices: readonly number[],
  reading: ProbeReading,
  dataset: ImageDataset,
  config: ExperimentConfig,
): AttentionSnapshot {
  const classes = dataset.classes.length;
  const row = (logits: Float32Array<ArrayBuffer> | null, i: number) =>
    logits ? logits.slice(i * classes, (i + 1) * classes) : null;
  const probes: ProbeView[] = indices.map((index, i) => ({
    index,
    label: dataset.test.labels[index]!,
    picture: pictureOf(dataset, dataset.test, index),
    cls: row(reading.cls, i)!,
    dist: row(reading.dist, i),
    teacher: row(reading.teacher, i),
  }));
  return {
    step,
    layers: config.depth,
    heads: config.heads,
    grid: gridOf(config),
    tokens: config.distToken ? 2 : 1,
    maps: reading.maps,
    cosine: reading.cosine,
    onObject: reading.onObject,
    probes,
  };
}

/** The probes before the user chooses any: the first test image of each class. @param most how many */
export function defaultProbes({ test, classes }: ImageDataset, most = 8): number[] {
  const first = classes.map((_, label) => test.labels.indexOf(label));
  return first.filter((index) => index >= 0).slice(0, most);
}

/** Samples of each class. */
const SAMPLES_A_CLASS = 3;
/** Samples of all classes together, so that a card of many classes is not larger than one of ten. */
const SAMPLES = 40;

/** The data set's card. Of very many classes it shows one sample of each of the first ones. */
export function cardOf(dataset: ImageDataset): DatasetCard {
  const { about, classes, height, width, channels, train, test, notes } = dataset;
  const perClass = classes.map(() => 0);
  const most = Math.max(1, Math.min(SAMPLES_A_CLASS, Math.floor(SAMPLES / classes.length)));
  const samples: DatasetCard['samples'] = [];
  const taken = classes.map(() => 0);
  for (const [index, label] of train.labels.entries()) {
    perClass[label]!++;
    if (label >= SAMPLES || taken[label]! >= most) continue;
    taken[label]!++;
    samples.push({ rgba: pictureOf(dataset, train, index).rgba, label });
  }
  samples.sort((a, b) => a.label - b.label);
  return {
    about,
    fingerprint: dataset.fingerprint,
    classes,
    height,
    width,
    channels,
    trainCount: train.count,
    testCount: test.count,
    perClass,
    samples,
    notes,
  };
}

/** What the page shows of a run that was built. */
export async function configuredOf(
  { trainer, before }: Run,
  config: ExperimentConfig,
  initial: ReadonlyMap<string, Float32Array>,
  teacher: TeacherInfo | null,
  resumed: Checkpoint | null,
): Promise<Configured> {
  const { data } = trainer.student;
  const cost = (shape: ExperimentConfig) => ({ tokens: tokenCount(shape), macs: forwardMacs(shape, data) });
  return {
    parameters: parameterCount(config, data),
    ...cost(config),
    stepsPerEpoch: trainer.stepsPerEpoch,
    totalSteps: trainer.totalSteps,
    initialWeightsHash: await shortHash([...initial.values()]),
    teacher,
    before: before && {
      // Only the picture size differs. The file's configuration is not trusted for the rest.
      ...cost({ ...config, imageSize: before.config.imageSize }),
      imageSize: before.config.imageSize,
      step: before.step,
      evaluation: before.evaluation,
    },
    resumedAtStep: resumed?.step ?? null,
    history: resumed && { metrics: resumed.metrics, evaluations: resumed.evaluations, tokens: resumed.tokens },
  };
}

/** What the page shows of a run's progress. */
export function statusOf(phase: RunPhase, run: Run | null): RunStatus {
  const imagesPerSecond = phase === 'running' ? (run?.imagesPerSecond ?? 0) : 0;
  const { step, totalSteps, stepsPerEpoch, batch } = run?.trainer ?? {
    step: 0,
    totalSteps: 0,
    stepsPerEpoch: 1,
    batch: 0,
  };
  const left = (totalSteps - step) * batch;
  return {
    ...{ phase, step, totalSteps, epoch: step / stepsPerEpoch, imagesPerSecond },
    secondsLeft: imagesPerSecond > 0 ? left / imagesPerSecond : null,
  };
}
