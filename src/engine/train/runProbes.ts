import { gridOf } from '../../experiment/student/shape';
import type { ImageDataset } from '../data/dataset';
import { cropAndResize, patchMeans } from '../data/pixels';
import type { ResidentImages } from '../kernels/gatherBatch';
import type { Teacher } from '../models/teacher';
import { AttentionProbe, type ProbeReading } from './attentionProbe';
import { MomentHistory } from './momentHistory';
import { TokenHistory } from './tokenHistory';
import type { Trainer } from './trainer';

/** The probes of a run: a few test images whose attention is read again and again, and the saved results. */
export class RunProbes {
  readonly tokens = new TokenHistory();
  readonly moments: MomentHistory;
  readonly #trainer: Trainer;
  readonly #teacher: Teacher | null;
  readonly #images: ResidentImages;
  readonly #dataset: ImageDataset;
  readonly #onReading: (step: number, probes: readonly number[], reading: ProbeReading) => void;
  #probe: AttentionProbe | null = null;
  #indices: number[] = [];
  /** Share of each patch that the probe's object covers; null without an object. */
  #objects: (Float32Array | null)[] = [];
  #closed = false;

  /**
   * @param images the test split, resident on the GPU
   * @param onReading receives every reading
   */
  constructor(
    trainer: Trainer,
    teacher: Teacher | null,
    images: ResidentImages,
    dataset: ImageDataset,
    onReading: (step: number, probes: readonly number[], reading: ProbeReading) => void,
  ) {
    this.moments = new MomentHistory(trainer.totalSteps);
    this.#trainer = trainer;
    this.#teacher = teacher;
    this.#images = images;
    this.#dataset = dataset;
    this.#onReading = onReading;
  }

  /** Selects the test images to probe and reads them at once. Indices outside the test split are ignored. */
  async choose(indices: readonly number[]): Promise<void> {
    const inside = indices.filter((index) => index >= 0 && index < this.#dataset.test.count);
    if (inside.length !== this.#indices.length) {
      this.#probe?.dispose();
      this.#probe =
        inside.length > 0
          ? new AttentionProbe(this.#trainer.student, this.#teacher, this.#images, inside.length)
          : null;
    }
    this.#indices = inside;
    this.#objects = inside.map((index) => this.#objectOf(index));
    await this.read();
  }

  /** Reads the probes at the current step, saves the result and reports it. */
  async read(): Promise<void> {
    const { step } = this.#trainer;
    const probes = this.#indices;
    const reading = await this.#probe?.read(probes, this.#objects);
    // The run may have returned to an earlier step during the read.
    if (!reading || this.#closed || step > this.#trainer.step) return;
    this.tokens.add({ step, cosine: reading.cosine, onObject: reading.onObject });
    this.moments.add(step, probes, reading);
    this.#onReading(step, probes, reading);
  }

  /** Whether the moment of the current step is saved. */
  get due(): boolean {
    return this.#probe !== null && this.moments.wants(this.#trainer.step);
  }

  /** Ends all reports after the device was lost, without using it. */
  abandon(): void {
    this.#closed = true;
  }

  dispose(): void {
    this.#closed = true;
    this.#probe?.dispose();
  }

  /** Share of each patch that the object covers, [patches]; null if the image has no object or the data set no masks. */
  #objectOf(index: number): Float32Array | null {
    const { height, width, test } = this.#dataset;
    const mask = test.masks?.subarray(index * height * width, (index + 1) * height * width);
    if (!mask?.includes(1)) return null;
    const { imageSize, patchSize } = this.#trainer.config;
    const pixels = { values: mask, height, width, channels: 1 };
    const resized = cropAndResize(pixels, [0, 0, width, height], imageSize, 'training');
    return patchMeans(resized, { size: imageSize, patch: patchSize, grid: gridOf(this.#trainer.config) });
  }
}
