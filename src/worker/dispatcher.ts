import type { TaskControl } from '../engine/data/dataset';
import { ProblemError, problemOf } from '../experiment/problem';
import type { HandledKind, Handlers } from './handlers';
import type { Answer, RequestMessage, WorkerMessage } from './protocol';

/** Sends a message, its buffers transferred or copied. */
export type Post = (message: WorkerMessage, transfer: boolean) => void;

/** Brings each request to its handler, and its answer or problem back. */
export class Dispatcher {
  readonly #handlers: Handlers;
  readonly #post: Post;
  readonly #running = new Map<number, AbortController>();
  #serial: Promise<unknown> = Promise.resolve();

  constructor(handlers: Handlers, post: Post) {
    this.#handlers = handlers;
    this.#post = post;
  }

  receive(message: RequestMessage): void {
    if (message.kind !== 'cancel') void this.#answer(message);
    else {
      this.#running.get(message.ask.request)?.abort(new ProblemError('cancelled', 'Cancelled.'));
      this.#post({ type: 'response', id: message.id, ok: true, answer: {} }, false);
    }
  }

  async #answer(message: RequestMessage<HandledKind>): Promise<void> {
    const { id, kind } = message;
    const { serial, transfer = false } = this.#handlers[kind];
    const abort = new AbortController();
    this.#running.set(id, abort);
    const { signal } = abort;
    const control: TaskControl = {
      signal,
      progress: (fraction, label) =>
        this.#post({ type: 'event', event: { kind: 'progress', request: id, fraction, label } }, false),
    };
    const handled = serial ? this.#serial.then(() => this.#handle(message, control)) : this.#handle(message, control);
    if (serial) this.#serial = handled.catch(() => undefined);
    try {
      this.#post({ type: 'response', id, ok: true, answer: await handled }, transfer);
    } catch (error) {
      // A cancelled request may fail in many ways; the page gets one kind of error.
      const problem = problemOf(signal.aborted ? signal.reason : error);
      this.#post({ type: 'response', id, ok: false, problem }, false);
    } finally {
      this.#running.delete(id);
    }
  }

  async #handle<K extends HandledKind>({ kind, ask }: RequestMessage<K>, control: TaskControl): Promise<Answer<K>> {
    control.signal.throwIfAborted();
    return this.#handlers[kind].answer(ask, control);
  }
}
