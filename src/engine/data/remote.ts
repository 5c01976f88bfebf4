import { datasetOf, type PreparedId } from '../../experiment/datasets';
import { ProblemError } from '../../experiment/problem';
import type { ImageDataset, Split, TaskControl } from './dataset';
import { imageBytes, type Manifest, readManifest, type Shard } from './manifest';
import { fromDifferences } from './predict';

/** The part of `fetch` that is used. Node has its own implementation, which reads files. */
export type FetchLike = (url: string, init?: { signal?: AbortSignal }) => Promise<Response>;

/** Where prepared data sets are, and how to load them. */
export interface DataSource {
  /** The folder with one folder per data set, with a slash at the end. */
  baseUrl: string;
  fetch: FetchLike;
  /** Saves files for the next visit, if the platform has a cache. */
  cache?: ShardCache | undefined;
}

export type ShardCache = Pick<Cache, 'match' | 'put' | 'delete' | 'keys'>;

const MANIFEST = 'manifest.json';

/** Progress reports of one data set: one for every half percent. */
const REPORTS = 200;

/**
 * Loads a data set that `npm run data` has prepared. Every file is checked against the SHA-256 in the manifest, also in the cache.
 *
 * @throws ProblemError `not-found` if it is not on this server; `bad-file` if a file is damaged; the control's reason if cancelled
 */
export async function loadPrepared(id: PreparedId, source: DataSource, control: TaskControl): Promise<ImageDataset> {
  const loading = new Loading(id, source, control);
  try {
    return await loading.load();
  } catch (error) {
    control.signal.throwIfAborted();
    throw error;
  }
}

class Loading {
  readonly #name: string;
  readonly #folder: string;
  readonly #source: DataSource;
  readonly #control: TaskControl;
  #totalBytes = 0;
  #doneBytes = 0;
  #reportedBytes = 0;

  constructor(id: PreparedId, source: DataSource, control: TaskControl) {
    this.#name = datasetOf(id).label;
    this.#folder = `${source.baseUrl}${id}/`;
    this.#source = source;
    this.#control = control;
  }

  async load(): Promise<ImageDataset> {
    this.#control.progress(0, this.#label);
    const manifest = await this.#manifest();
    this.#totalBytes = [...manifest.train, ...manifest.test].reduce((sum, { bytes }) => sum + bytes, 0);
    const train = await this.#split(manifest, manifest.train);
    const test = await this.#split(manifest, manifest.test);
    await this.#forgetOthers(manifest);
    this.#control.progress(1, this.#label);
    const { about, classes, height, width, channels, mean, std, fingerprint } = manifest;
    return { about, classes, height, width, channels, train, test, mean, std, fingerprint, notes: [] };
  }

  get #label(): string {
    return `Loading ${this.#name}`;
  }

  async #manifest(): Promise<Manifest> {
    const { cache } = this.#source;
    const url = `${this.#folder}${MANIFEST}`;
    let text: string;
    try {
      text = await (await this.#fetch(MANIFEST, `${this.#name} is not prepared on this server.`)).text();
    } catch (error) {
      // A data set that has been loaded before also works without a connection.
      const kept = error instanceof Unreachable ? await cache?.match(url) : undefined;
      if (!kept) throw error;
      text = await kept.text();
    }
    const manifest = readManifest(text, `${MANIFEST} of ${this.#name}`);
    await cache?.put(url, new Response(text)).catch(() => undefined);
    return manifest;
  }

  async #split(manifest: Manifest, shards: readonly Shard[]): Promise<Split> {
    const count = shards.reduce((sum, shard) => sum + shard.count, 0);
    const size = imageBytes(manifest);
    const images = new Uint8Array(count * size);
    const labels = new Uint16Array(count);
    let first = 0;
    for (const shard of shards) {
      const content = await this.#unpack(await this.#bytes(shard), shard, shard.count * (size + 1));
      const pixels = shard.count * size;
      const own = content.subarray(0, pixels);
      if (manifest.differences) fromDifferences(own, manifest.height, manifest.width);
      images.set(own, first * size);
      labels.set(content.subarray(pixels), first);
      first += shard.count;
    }
    if (labels.some((label) => label >= manifest.classes.length)) {
      throw this.#damaged(MANIFEST, 'has fewer classes than its labels');
    }
    return { count, images, labels };
  }

  /** A shard's compressed file from the cache or the server. */
  async #bytes(shard: Shard): Promise<Uint8Array<ArrayBuffer>> {
    const { cache } = this.#source;
    const url = `${this.#folder}${shard.file}`;
    const kept = await cache?.match(url);
    if (kept) {
      const bytes = new Uint8Array(await kept.arrayBuffer());
      if (await isIntact(bytes, shard)) {
        this.#arrived(bytes.length);
        return bytes;
      }
      await cache!.delete(url);
    }
    const response = await this.#fetch(shard.file, `${shard.file} of ${this.#name} is missing on this server.`);
    const bytes = await this.#receive(response, shard);
    if (!(await isIntact(bytes, shard))) throw this.#damaged(shard.file, 'was damaged during the download');
    // A full disk or a private window saves nothing. The data are used anyway.
    await cache?.put(url, new Response(bytes)).catch(() => undefined);
    return bytes;
  }

  async #receive(response: Response, { file, bytes: length }: Shard): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length);
    const received = await collect(response.body!, bytes, (count) => this.#arrived(count)).catch((error: unknown) => {
      throw this.#unreachable(error);
    });
    if (received !== length) throw this.#damaged(file, 'was damaged during the download');
    return bytes;
  }

  async #unpack(bytes: Uint8Array<ArrayBuffer>, { file }: Shard, length: number): Promise<Uint8Array> {
    const content = new Uint8Array(length);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    const unpacked = await collect(stream, content, () => this.#control.signal.throwIfAborted()).catch(() => -1);
    if (unpacked !== length) throw this.#damaged(file, 'does not hold the images that its manifest lists');
    return content;
  }

  async #fetch(file: string, missing: string): Promise<Response> {
    const { signal } = this.#control;
    signal.throwIfAborted();
    const response = await this.#source.fetch(`${this.#folder}${file}`, { signal }).catch((error: unknown) => {
      throw this.#unreachable(error);
    });
    if (!response.ok && response.status !== 404) throw this.#unreachable(`status ${response.status}`);
    // Some servers return their start page for an unknown file.
    if (!response.ok || response.headers.get('content-type')?.includes('text/html')) {
      throw new ProblemError('not-found', missing, {
        remedy: `Run \`npm run data\` in the project folder, then choose ${this.#name} again.`,
      });
    }
    return response;
  }

  #arrived(bytes: number): void {
    this.#control.signal.throwIfAborted();
    this.#doneBytes += bytes;
    if (this.#doneBytes - this.#reportedBytes < this.#totalBytes / REPORTS) return;
    this.#reportedBytes = this.#doneBytes;
    this.#control.progress(Math.min(1, this.#doneBytes / this.#totalBytes), this.#label);
  }

  /** Deletes saved files of an earlier preparation. */
  async #forgetOthers({ train, test }: Manifest): Promise<void> {
    const { cache } = this.#source;
    if (!cache) return;
    const files = [MANIFEST, ...[...train, ...test].map(({ file }) => file)];
    const wanted = new Set(files.map((file) => `${this.#folder}${file}`));
    for (const { url } of await cache.keys()) {
      if (url.startsWith(this.#folder) && !wanted.has(url)) await cache.delete(url);
    }
  }

  #damaged(file: string, what: string): ProblemError {
    return new ProblemError('bad-file', `${file} of ${this.#name} ${what}.`, {
      remedy: 'Reload the page. If that does not help, delete the folder public/data and run `npm run data`.',
    });
  }

  #unreachable(cause: unknown): Unreachable {
    return new Unreachable(this.#name, cause);
  }
}

class Unreachable extends ProblemError {
  constructor(name: string, cause: unknown) {
    const what = typeof cause === 'string' ? `the server failed (${cause})` : 'the connection to the server failed';
    super('not-found', `${name} could not be loaded: ${what}.`, {
      remedy: 'Check the connection, then choose the data set again.',
      cause,
    });
  }
}

/**
 * Reads a stream into `target` until it ends or does not fit.
 *
 * @returns number of bytes read; more than `target.length` if the stream does not fit
 */
async function collect(
  stream: ReadableStream<Uint8Array>,
  target: Uint8Array,
  onBytes: (count: number) => void,
): Promise<number> {
  const reader = stream.getReader();
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return length;
      if (length + value.length > target.length) return length + value.length;
      target.set(value, length);
      length += value.length;
      onBytes(value.length);
    }
  } finally {
    // Ends a stream that was not read to its end.
    await reader.cancel().catch(() => undefined);
  }
}

/** Checks size and SHA-256. Browsers have no SHA-256 without a secure connection; gzip's checksum still protects the data. */
async function isIntact(bytes: Uint8Array<ArrayBuffer>, { bytes: length, sha256 }: Shard): Promise<boolean> {
  if (bytes.length !== length) return false;
  const subtle: SubtleCrypto | undefined = globalThis.crypto.subtle;
  if (!subtle) return true;
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') === sha256;
}
