import { ProblemError } from '../../experiment/problem';
import type { TaskControl } from '../data/dataset';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
export type FileCache = Pick<Cache, 'match' | 'put' | 'delete' | 'keys'>;

/** A file that is kept for the next time. */
export interface KeptFile {
  address: string;
  bytes: number;
}

/** Nothing larger is loaded: the largest published DeiT has 87 million weights, 350 MB. */
const MAX_BYTES = 2 ** 31;
/** Connections in a row that bring nothing, until the person is asked. */
const TRIES = 4;
const FIRST_PAUSE_MS = 300;
/** Reports are worth a message every half percent. */
const REPORTS = 200;

/** What has come of a file so far. */
interface Part {
  chunks: BlobPart[];
  bytes: number;
  /** Of the whole file, where the server says so. */
  total: number | null;
  /** ETag or date: two answers with the same one are of the same file. */
  validator: string | null;
}

/** Loads files that stay the same under their address, keeps them, and goes on where it was interrupted. */
export class Downloads {
  readonly #fetch: Fetch;
  readonly #cache: FileCache | null;
  readonly #pause: number;

  /** @param cache null where the platform has none */
  constructor(fetch: Fetch, cache: FileCache | null, pause = FIRST_PAUSE_MS) {
    this.#fetch = fetch;
    this.#cache = cache;
    this.#pause = pause;
  }

  /**
   * A small text; null where there is none.
   * @throws ProblemError `not-found` where the server cannot be reached
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
   * A file of any size, from what is kept or over the network.
   * @param name what it is called, for messages.
   * @throws ProblemError `not-found`, `bad-file` when it is too large; the control's reason when cancelled. What had come is kept.
   */
  async file(url: string, name: string, control: TaskControl): Promise<Blob> {
    const kept = await this.#cache?.match(url);
    if (kept) return kept.blob();
    const part = await this.#partOf(url);
    try {
      for (let vain = 0; ; ) {
        const before = part.bytes;
        try {
          if (await this.#more(url, name, part, control)) break;
        } catch (error) {
          control.signal.throwIfAborted();
          if (error instanceof ProblemError) throw error;
          vain = part.bytes > before ? 1 : vain + 1;
          if (vain >= TRIES) throw unreachable(url, part.bytes, error);
          await pause(this.#pause * 2 ** (vain - 1), control.signal);
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

  /** Whole files and parts. */
  async kept(): Promise<KeptFile[]> {
    const requests = (await this.#cache?.keys()) ?? [];
    const files = requests.map(async ({ url }) => {
      const response = await this.#cache?.match(url);
      return { address: wholeAddress(url), bytes: Number(response?.headers.get('content-length') ?? 0) };
    });
    return Promise.all(files);
  }

  /** Deletes a file, or what came of it. */
  async forget(address: string): Promise<void> {
    await this.#cache?.delete(address);
    await this.#cache?.delete(partAddress(address));
  }

  /** One connection. @returns whether the file is whole */
  async #more(url: string, name: string, part: Part, control: TaskControl): Promise<boolean> {
    const { signal } = control;
    // No If-Range: it would need the server's leave in advance. What comes is compared by its validator instead.
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
      // The middle of another file is of no use, its beginning is.
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
        `Loading ${name}: ${megabytes(part.bytes)} of ${part.total ? megabytes(part.total) : '?'}`,
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
      // Storage is full or forbidden: it is loaded again the next time.
    }
  }
}

/** The connection ended early without saying so. */
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

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function refused(url: string, status: number): ProblemError {
  const { host, pathname } = new URL(url);
  return new ProblemError('not-found', `${host} does not give the file ${pathname} (HTTP ${status}).`, {
    remedy:
      status === 401 || status === 403
        ? 'Download it where you are signed in, then open it here as a file.'
        : 'Check the address.',
  });
}

function unreachable(url: string, bytes: number, cause: unknown): ProblemError {
  return new ProblemError(
    'not-found',
    `${new URL(url).host} cannot be reached, or does not let other pages read from it.`,
    {
      ...(bytes > 0 && { kept: `${megabytes(bytes)} are there.` }),
      remedy: 'Check the connection and load it again: it goes on where it stopped.',
      cause,
    },
  );
}

function tooLarge(name: string): ProblemError {
  return new ProblemError('bad-file', `${name} is larger than ${megabytes(MAX_BYTES)}, so it is no DeiT.`);
}
