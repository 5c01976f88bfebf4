import type { OwnFile } from '../worker/protocol';

/** What the worker has to read. */
export interface OwnAsk {
  files: OwnFile[];
  /** Side in pixels that the pictures are read at. */
  size: number;
}

/** The user's own pictures: the files that were loaded last, which a new worker needs again. */
export class OwnImages {
  #loaded: OwnAsk | null = null;
  /** Sides that these files were read at, by the fingerprint of the resulting images. */
  readonly #sizes = new Map<string, number>();

  /** Whether any were loaded. */
  get known(): boolean {
    return this.#loaded !== null;
  }

  /**
   * @param imageSize side of the student's pictures, at which new runs read the files
   * @param files if they differ from the loaded ones
   * @param fingerprint of the images that a resumed run was trained on: a student that was fine-tuned at a larger size continues
   * with pictures that were read at the smaller one
   */
  ask(imageSize: number, files?: OwnFile[], fingerprint?: string): OwnAsk {
    const size = (fingerprint !== undefined && this.#sizes.get(fingerprint)) || imageSize;
    return { files: files ?? this.#loaded?.files ?? [], size };
  }

  isLoaded({ files, size }: OwnAsk): boolean {
    return files === this.#loaded?.files && size === this.#loaded.size;
  }

  /** The worker has read them. */
  setLoaded(ask: OwnAsk, fingerprint: string): void {
    if (ask.files !== this.#loaded?.files) this.#sizes.clear();
    this.#loaded = ask;
    this.#sizes.set(fingerprint, ask.size);
  }
}
