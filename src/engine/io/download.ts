import { ProblemError } from '../../experiment/problem';
import type { TaskControl } from '../data/dataset';
import { megabytes } from '../data/quantities';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
export type FileCache = Pick<Cache, 'match' | 'put' | 'delete' | 'keys'>;

/** A file that is saved in the browser's cache. */
export interface KeptFile {
  address: string;
  bytes: number;
}

/** Limit of a file. The largest published DeiT has 87 million weights, 350 MB. */
const MAX_BYTES = 2 ** 31;
/** Consecutive connections without any data before the download fails. */
const TRIES = 4;
const FIRST_PAUSE_MS = 300;
/** Progress reports of one file: one for every half percent. */
const REPORTS = 200;

/** The part of a file that has arrived. */
interface Part {
  chunks: BlobPart[];
  bytes: number;
  /** Bytes of the whole file; null if the server does not say. */
  total: number | null;
  /** ETag or date. Two responses with the same validator have the same file. */
  validator: string | null;
}

/** Loads files that never change under their address, saves them, and resumes interrupted downloads. */
export class Downloads {
  readonly #fetch: Fetch;
  readonly #cache: FileCache | null;
  readonly #pause: number;

  /** @param cache null if the platform has none @param pause milliseconds before the first retry; doubled with each retry */
  constructor(fetch: Fetch, cache: FileCache | null, pause = FIRST_PAUSE_MS) {
    this.#fetch = fetch;
    this.#cache = cache;
    this.#pause = pause;
  }

  /**
   * Loads a small text; null if the server does not have it.
   *
   * @throws ProblemError `not-found` if the server cannot be reached; the signal's reason
   */
  async text(url: string, { signal }: Pick<TaskControl, 'signal'>): Promise<string | null> {
    const kept = await this.#cache?.match(url);
    if (kept) return kept.text();
    let response: Response;
    try {
      response = await this.#fetch(url, { signal });
    } catch (cause) {
      signal.throwIfAborted();
      throw unreachable(url, 0, cause);
    }
    if (!response.ok) return null;
    const text = await response.text();
    await this.#keep(url, new Blob([text]));
    return text;
  }

  /**
   * Loads a file of any size from the cache or the network. A part that has arrived before an error is saved.
   *
   * @param name name of the file, for messages
   * @throws ProblemError `not-found`, or `bad-file` if it is too large; the control's reason if cancelled
   */
  async file(url: string, name: string, control: TaskControl): Promise<Blob> {
    const kept = await this.#cache?.match(url);
    if (kept) return kept.blob();
    const part = await this.#partOf(url);
    try {
      for (let failures = 0; ; ) {
        const before = part.bytes;
        try {
          if (await this.#more(url, name, part, control)) break;
        } catch (error) {
          control.signal.throwIfAborted();
          if (error instanceof ProblemError) throw error;
          failures = part.bytes > before ? 1 : failures + 1;
          if (failures >= TRIES) throw unreachable(url, part.bytes, error);
          await pause(this.#pause * 2 ** (failures - 1), control.signal);
        }
      }
    } catch (error) {
      await this.#keepPart(url, part);
      throw error;
    }
    const whole = new Blob(part.chunks);
    await this.#keep(url, whole);
    await this.#cache?.delete(partAddress(url));
    return whole;
  }

  /** Saved files, complete ones and parts. */
  async kept(): Promise<KeptFile[]> {
    const requests = (await this.#cache?.keys()) ?? [];
    const files = requests.map(async ({ url }) => {
      const response = await this.#cache?.match(url);
      return { address: wholeAddress(url), bytes: Number(response?.headers.get('content-length') ?? 0) };
    });
    return Promise.all(files);
  }

  /** Deletes a saved file or part. */
  async forget(address: string): Promise<void> {
    await this.#cache?.delete(address);
    await this.#cache?.delete(partAddress(address));
  }

  /** Reads one connection to its end. @returns whether the file is complete */
  async #more(url: string, name: string, part: Part, control: TaskControl): Promise<boolean> {
    const { signal } = control;
    // No If-Range header: it would need a CORS preflight. The validator of the response is compared instead.
    const headers: HeadersInit = part.bytes > 0 ? { Range: `bytes=${part.bytes}-` } : {};
    const response = await this.#fetch(url, { signal, headers });
    if (response.status !== 416 && !response.ok) throw refused(url, response.status);
    const validator = response.headers.get('etag') ?? response.headers.get('last-modified');
    const length = numberOf(response.headers.get('content-length'));
    const continues =
      response.status === 206 &&
      validator !== null &&
      validator === part.validator &&
      part.bytes + (length ?? 0) === part.total;
    if (part.bytes > 0 && !continues) {
      Object.assign(part, { chunks: [], bytes: 0 });
      // The file has changed. A response from its middle is useless; one from its start is used.
      if (response.status !== 200) {
        await response.body?.cancel();
        return false;
      }
    }
    if (part.bytes === 0) Object.assign(part, { total: length, validator });
    if (part.total !== null && part.total > MAX_BYTES) throw tooLarge(name);
    const reader = response.body!.getReader();
    let reported = -1;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return part.total === null || part.bytes >= part.total || broken();
      part.chunks.push(value);
      part.bytes += value.length;
      if (part.bytes > MAX_BYTES) throw tooLarge(name);
      const share = part.total ? Math.min(1, part.bytes / part.total) : 0;
      if (Math.floor(share * REPORTS) === reported) continue;
      reported = Math.floor(share * REPORTS);
      control.progress(
        share,
        `Loading ${name}: ${megabytes(part.bytes, 1)} of ${part.total ? megabytes(part.total, 1) : '?'}`,
      );
    }
  }

  async #partOf(url: string): Promise<Part> {
    const kept = await this.#cache?.match(partAddress(url));
    const blob = await kept?.blob();
    if (!kept || !blob) return { chunks: [], bytes: 0, total: null, validator: null };
    const total = numberOf(kept.headers.get('x-total'));
    return { chunks: [blob], bytes: blob.size, total, validator: kept.headers.get('x-validator') };
  }

  async #keepPart(url: string, { chunks, bytes, total, validator }: Part): Promise<void> {
    if (bytes === 0 || total === null || validator === null) return;
    await this.#keep(partAddress(url), new Blob(chunks), { 'x-total': `${total}`, 'x-validator': validator });
  }

  async #keep(url: string, blob: Blob, more: Record<string, string> = {}): Promise<void> {
    try {
      await this.#cache?.put(url, new Response(blob, { headers: { ...more, 'content-length': `${blob.size}` } }));
    } catch {
      // Storage is full or forbidden: the next visit loads the file again.
    }
  }
}

/** Reports a connection that ended early without an error. */
function broken(): never {
  throw new TypeError('The connection ended early.');
}

const PART = 'part-of';

function partAddress(url: string): string {
  const part = new URL(url);
  part.searchParams.set(PART, 'true');
  return part.href;
}

function wholeAddress(url: string): string {
  const whole = new URL(url);
  whole.searchParams.delete(PART);
  return whole.href;
}

function numberOf(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

function refused(url: string, status: number): ProblemError {
  const { host, pathname } = new URL(url);
  return new ProblemError('not-found', `${host} does not provide the file ${pathname} (HTTP ${status}).`, {
    remedy:
      status === 401 || status === 403
        ? 'Sign in to the site, download the file there, then open it here.'
        : 'Check the address.',
  });
}

function unreachable(url: string, bytes: number, cause: unknown): ProblemError {
  return new ProblemError(
    'not-found',
    `${new URL(url).host} cannot be reached, or does not allow other pages to read from it.`,
    {
      ...(bytes > 0 && { kept: `${megabytes(bytes, 1)} have been loaded.` }),
      remedy: 'Check the connection and load it again: the download continues where it stopped.',
      cause,
    },
  );
}

function tooLarge(name: string): ProblemError {
  return new ProblemError('bad-file', `${name} is larger than ${megabytes(MAX_BYTES)}, so it is not a DeiT.`);
}
