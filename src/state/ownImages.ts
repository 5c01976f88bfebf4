import type { OwnFile } from '../worker/protocol';

/** What the worker is asked to read. */
export interface OwnAsk {
  files: OwnFile[];
  /** Side in pixels that the pictures are read at. */
  size: number;
}

/** The person's own pictures: the files that were loaded last, kept so that a new worker can be given them again. */
export class OwnImages {
  #present: OwnAsk | null = null;
  /** Sides that these files were read at, by the fingerprint of what came of it. */
  readonly #sizes = new Map<string, number>();

  /** Whether any were loaded. */
  get known(): boolean {
    return this.#present !== null;
  }

  /**
   * @param imageSize the student's own, which new runs read them at
   * @param files other ones than before
   * @param fingerprint of the images that a run goes on with: a student that was fine-tuned at a larger size goes on with pictures
   * that were read at the smaller one
   */
  ask(imageSize: number, files?: OwnFile[], fingerprint?: string): OwnAsk {
    const size = (fingerprint !== undefined && this.#sizes.get(fingerprint)) || imageSize;
    return { files: files ?? this.#present?.files ?? [], size };
  }

  isPresent({ files, size }: OwnAsk): boolean {
    return files === this.#present?.files && size === this.#present.size;
  }

  /** They are in the worker. */
  loaded(ask: OwnAsk, fingerprint: string): void {
    if (ask.files !== this.#present?.files) this.#sizes.clear();
    this.#present = ask;
    this.#sizes.set(fingerprint, ask.size);
  }
}
