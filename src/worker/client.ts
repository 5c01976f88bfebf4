/** The page's side of the worker: typed requests, events, and a new worker after a crash. */
import { type Problem, ProblemError } from '../experiment/problem';
import { onRelease } from '../storage/locks';
import type { Answer, Ask, RequestKind, RequestMessage, WorkerEvent, WorkerMessage } from './protocol';

/** The part of a worker that the client uses. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

export interface RequestOptions {
  /** Aborting asks the worker to cancel; the request then fails with `cancelled`. */
  signal?: AbortSignal;
  onProgress?: (fraction: number, label: string) => void;
}

/** A request that is not answered yet. A response carries the id of its request, so its answer is of the request's kind. */
interface Pending<K extends RequestKind = RequestKind> {
  resolve(answer: Answer<K>): void;
  reject(error: ProblemError): void;
  onProgress: RequestOptions['onProgress'];
}

interface Life {
  worker: WorkerLike;
  pending: Map<number, Pending>;
  /** Aborted at the end of this life. */
  over: AbortController;
}

function spawnSession(): Worker {
  return new Worker(new URL('./session.ts', import.meta.url), { type: 'module', name: 'training' });
}

/** One worker at a time, started by the first request and, after a crash, by the next one. */
export class WorkerClient {
  readonly #spawn: () => WorkerLike;
  readonly #listeners = new Set<(event: WorkerEvent) => void>();
  readonly #crashListeners = new Set<(problem: Problem) => void>();
  /** What the client itself does with answers. */
  readonly #afterwards: { [K in RequestKind]?: (answer: Answer<K>, life: Life) => void } = {
    // A worker that closes itself or is killed sends no event, but it releases its locks.
    start: ({ lifeLock }, life) => {
      if (lifeLock !== undefined) void onRelease(lifeLock, life.over.signal, () => this.#died(life));
    },
  };
  #life: Life | null = null;
  #lastId = 0;

  constructor(spawn: () => WorkerLike = spawnSession) {
    this.#spawn = spawn;
  }

  /** @throws ProblemError as the worker reported it, `cancelled`, or `worker-crashed` */
  request<K extends RequestKind>(kind: K, ask: Ask<K>, options: RequestOptions = {}): Promise<Answer<K>> {
    const { signal, onProgress } = options;
    if (signal?.aborted) return Promise.reject(new ProblemError('cancelled', 'Cancelled.'));
    const life = this.#alive();
    const id = ++this.#lastId;
    const message: RequestMessage<K> = { id, kind, ask };
    const answer = new Promise<Answer<K>>((resolve, reject) => {
      const pending: Pending<K> = { resolve, reject, onProgress };
      life.pending.set(id, pending);
    });
    this.#post(life, message);
    const cancel = () => this.#post(life, { id: ++this.#lastId, kind: 'cancel', ask: { request: id } });
    signal?.addEventListener('abort', cancel);
    return answer
      .then((answered) => {
        this.#afterwards[kind]?.(answered, life);
        return answered;
      })
      .finally(() => signal?.removeEventListener('abort', cancel));
  }

  /** @returns stops listening */
  subscribe(listener: (event: WorkerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Calls the listener after the worker ended and its requests failed. The next request starts a new worker, which knows
   * nothing: the listener restores what is needed.
   * @returns stops listening
   */
  onCrash(listener: (problem: Problem) => void): () => void {
    this.#crashListeners.add(listener);
    return () => this.#crashListeners.delete(listener);
  }

  #alive(): Life {
    if (this.#life) return this.#life;
    const life: Life = { worker: this.#spawn(), pending: new Map(), over: new AbortController() };
    const { signal } = life.over;
    life.worker.addEventListener('message', (message) => this.#receive(life, message.data as WorkerMessage), {
      signal,
    });
    // `error`: the script could not be loaded, or threw outside a request, so its state is unknown.
    life.worker.addEventListener('error', (error) => this.#died(life, error.message), { signal });
    life.worker.addEventListener('messageerror', () => this.#died(life), { signal });
    this.#life = life;
    return life;
  }

  #post<K extends RequestKind>(life: Life, message: RequestMessage<K>) {
    if (!life.over.signal.aborted) life.worker.postMessage(message);
  }

  #receive(life: Life, message: WorkerMessage) {
    if (message.type === 'event') {
      const { event } = message;
      if (event.kind === 'progress') life.pending.get(event.request)?.onProgress?.(event.fraction, event.label);
      for (const listener of this.#listeners) listener(event);
      return;
    }
    const pending = life.pending.get(message.id);
    if (!pending) return;
    life.pending.delete(message.id);
    if (message.ok) pending.resolve(message.answer);
    else pending.reject(errorOf(message.problem));
  }

  #died(life: Life, detail?: string) {
    if (life.over.signal.aborted) return;
    life.over.abort();
    life.worker.terminate();
    this.#life = null;
    const error = new ProblemError('worker-crashed', `The training worker stopped${detail ? `: ${detail}` : ''}.`);
    for (const pending of life.pending.values()) pending.reject(error);
    for (const listener of this.#crashListeners) listener(error.problem);
  }
}

function errorOf({ kind, message, kept, remedy }: Problem): ProblemError {
  return new ProblemError(kind, message, { ...(kept && { kept }), ...(remedy && { remedy }) });
}
