import { gridOf } from '../../experiment/student/shape';
import type { ImageDataset } from '../data/dataset';
import { patchMeans, seenPixels } from '../data/seen';
import type { ResidentImages } from '../kernels/gatherBatch';
import type { Teacher } from '../models/teacher';
import { Album } from './album';
import { AttentionProbe, type ProbeReading } from './attentionProbe';
import { TokenHistory } from './tokenHistory';
import type { Trainer } from './trainer';

/** A few test pictures that are looked at again and again while a run goes on, and what is kept of that. */
export class RunProbes {
  readonly tokens = new TokenHistory();
  readonly album: Album;
  readonly #trainer: Trainer;
  readonly #teacher: Teacher | null;
  readonly #images: ResidentImages;
  readonly #dataset: ImageDataset;
  readonly #seen: (step: number, probes: readonly number[], reading: ProbeReading) => void;
  #probe: AttentionProbe | null = null;
  #indices: number[] = [];
  /** Where the objects are, see `AttentionProbe`. */
  #objects: (Float32Array | null)[] = [];
  #closed = false;

  /**
   * @param images the test split, resident
   * @param seen is told of every reading
   */
  constructor(
    trainer: Trainer,
    teacher: Teacher | null,
    images: ResidentImages,
    dataset: ImageDataset,
    seen: (step: number, probes: readonly number[], reading: ProbeReading) => void,
  ) {
    this.album = new Album(trainer.totalSteps);
    this.#trainer = trainer;
    this.#teacher = teacher;
    this.#images = images;
    this.#dataset = dataset;
    this.#seen = seen;
  }

  /** Test images whose attention is shown; read at once. */
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

  async read(): Promise<void> {
    const { step } = this.#trainer;
    const probes = this.#indices;
    const reading = await this.#probe?.read(probes, this.#objects);
    // The run may have gone back to an earlier step meanwhile.
    if (!reading || this.#closed || step > this.#trainer.step) return;
    this.tokens.add({ step, cosine: reading.cosine, onObject: reading.onObject });
    this.album.add(step, probes, reading);
    this.#seen(step, probes, reading);
  }

  /** Whether this step is one whose moment is kept. */
  get due(): boolean {
    return this.#probe !== null && this.album.wants(this.#trainer.step);
  }

  /** For a lost device: says nothing any more, without touching it. */
  abandon(): void {
    this.#closed = true;
  }

  dispose(): void {
    this.#closed = true;
    this.#probe?.dispose();
  }

  /** Share of each patch that the object covers, [patches]; null where there is none or nobody knows. */
  #objectOf(index: number): Float32Array | null {
    const { height, width, test } = this.#dataset;
    const mask = test.masks?.subarray(index * height * width, (index + 1) * height * width);
    if (!mask?.includes(1)) return null;
    const { imageSize, patchSize } = this.#trainer.config;
    const pixels = { values: mask, height, width, channels: 1 };
    const seen = seenPixels(pixels, [0, 0, width, height], imageSize, 'training');
    return patchMeans(seen, { size: imageSize, patch: patchSize, grid: gridOf(this.#trainer.config) });
  }
}
