import * as tf from '@tensorflow/tfjs-core';
import { type DataShape, type ExperimentConfig, learnsFromTeacher } from '../../experiment/config';
import { liveOf } from '../../experiment/fields/live';
import { RandomStream } from '../../experiment/random';
import { BatchOrder } from '../data/augment';
import type { ImageDataset } from '../data/dataset';
import type { CapturingBackend } from '../gpu/capturingBackend';
import { readTensors } from '../gpu/readback';
import { TERM } from '../kernels/distillationLoss';
import { ResidentImages } from '../kernels/gatherBatch';
import type { Teacher } from '../models/teacher';
import { Trainer } from '../train/trainer';
import type { StepCost } from './report';
import { timingOf } from './statistics';
import { SAMPLES } from './timing';

const FLOAT_BYTES = 4;
/** The first step captures, the second replays for the first time. */
const WARM_UP_STEPS = 2;

/** A trainer whose captured step runs on one batch of noise, with given teacher logits. */
export class StepBench {
  readonly trainer: Trainer;
  readonly dataset: ImageDataset;
  /** The given logits, [batch, classes]; null if the loss has no teacher's term. */
  readonly teacherLogits: Float32Array<ArrayBuffer> | null;
  readonly #gpu: CapturingBackend;
  readonly #config: ExperimentConfig;
  readonly #images: ResidentImages;
  readonly #teacher: tf.Tensor | null;

  constructor(gpu: CapturingBackend, given: ExperimentConfig, data: DataShape) {
    this.#gpu = gpu;
    const plain = { crop: 'none', flip: false, randAugment: 0, erasing: 0, mixup: 0, cutmix: 0, repeats: 1 } as const;
    this.#config = { ...given, ...plain, trainImages: 0, labelledImages: 0, labelNoise: 0 };
    this.dataset = noise(this.#config, data);
    this.#images = new ResidentImages(this.dataset.train.images, { ...this.dataset, count: given.batchSize });
    const random = new RandomStream(given.seed, 'measure/teacher');
    const logits = Float32Array.from({ length: given.batchSize * data.classes }, (_, i) => 2 * random.normal(0, i));
    this.teacherLogits = learnsFromTeacher(given.distillation) ? logits : null;
    this.#teacher = this.teacherLogits && tf.keep(tf.tensor2d(logits.slice(), [given.batchSize, data.classes]));
    this.trainer = new Trainer(this.#config, this.dataset, this.#images, this.#given());
  }

  /** Encodes and submits one step. */
  step(): void {
    this.trainer.run(liveOf(this.#config));
  }

  /** Waits for the last step and reads its loss. */
  async loss(): Promise<number> {
    const [terms] = await readTensors([this.trainer.outputs.terms], [TERM.total + 1]);
    return terms![TERM.total]!;
  }

  /** The last batch, [B, S, S, C], normalised. */
  async images(): Promise<Float32Array<ArrayBuffer>> {
    return (await readTensors([this.trainer.outputs.images]))[0]!;
  }

  /** Indices of the first batch's images in the data set, [batch]. */
  get firstBatch(): Uint32Array {
    const { seed, batchSize } = this.#config;
    return new BatchOrder(seed, this.dataset.train.count, batchSize).indices(0);
  }

  /** Bytes of weights and both moments, inputs, logits, images, and the capture's buffers. */
  get gpuBytes(): number {
    const { student, batch, cost } = this.trainer;
    const inputs = this.dataset.train.images.byteLength + FLOAT_BYTES * batch * (8 + this.dataset.classes.length);
    return 3 * FLOAT_BYTES * student.parameters.count + inputs + (cost?.bytes ?? 0);
  }

  /** Times several steps, with a wait after each. @throws the signal's reason if aborted */
  async measure(signal: AbortSignal): Promise<Omit<StepCost, 'work' | 'gflops' | 'share'>> {
    const [total, encode]: [number[], number[]] = [[], []];
    let before = { dispatches: 0, submits: 0 };
    let counts = before;
    for (let i = 0; i < WARM_UP_STEPS + SAMPLES; i++) {
      signal.throwIfAborted();
      this.#gpu.flush();
      before = { dispatches: this.#gpu.dispatches, submits: this.#gpu.submits };
      const start = performance.now();
      this.step();
      const encoded = performance.now();
      counts = {
        dispatches: this.#gpu.dispatches - before.dispatches,
        submits: this.#gpu.submits - before.submits,
      };
      await this.loss();
      if (i < WARM_UP_STEPS) continue;
      encode.push(encoded - start);
      total.push(performance.now() - start);
    }
    const msPerStep = timingOf(total);
    return {
      batch: this.trainer.batch,
      imagesPerSecond: (1000 * this.trainer.batch) / msPerStep.median,
      msPerStep,
      encodeMs: timingOf(encode),
      ...counts,
      gpuBytes: this.gpuBytes,
    };
  }

  dispose(): void {
    this.trainer.dispose();
    this.#images.dispose();
    this.#teacher?.dispose();
  }

  #given(): Teacher | null {
    const logits = this.#teacher;
    return logits && { name: 'given logits', parameters: 0, macs: 0, logits: () => logits.clone(), dispose: () => {} };
  }
}

/** One batch of random pixels and labels at the student's image size. */
function noise({ batchSize, imageSize, seed }: ExperimentConfig, { channels, classes }: DataShape): ImageDataset {
  const random = new RandomStream(seed, 'measure/images');
  const images = Uint8Array.from({ length: batchSize * imageSize ** 2 * channels }, (_, i) =>
    random.integer(256, 0, i),
  );
  const labels = Uint16Array.from({ length: batchSize }, (_, i) => i % classes);
  const split = { count: batchSize, images, labels };
  return {
    about: { id: 'own', name: 'Noise', summary: 'Random pixels.', provenance: 'generated', licence: 'MIT' },
    classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
    height: imageSize,
    width: imageSize,
    channels: channels === 1 ? 1 : 3,
    train: split,
    test: split,
    mean: Array(channels).fill(0.5),
    std: Array(channels).fill(0.25),
    fingerprint: 'noise',
    notes: [],
  };
}
