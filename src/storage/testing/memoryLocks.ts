import type { Locks } from '../locks';

interface Waiting {
  grant(): void;
}

/** Web Locks in memory, for tests: exclusive ones, each with its queue. `end` releases what one page holds, as its end does. */
export class MemoryLocks {
  readonly #queues = new Map<string, Waiting[]>();
  readonly #held = new Map<string, { owner: string; release(): void }>();

  /** The locks as a page sees them. */
  of(owner: string): Locks {
    return {
      query: async () => ({ held: [...this.#held.keys()].map((name) => ({ name })), pending: [] }),
      request: async <T>(
        name: string,
        options: LockOptions | LockGrantedCallback<T>,
        callback?: LockGrantedCallback<T>,
      ) =>
        typeof options === 'function'
          ? this.#request(owner, name, {}, options)
          : this.#request(owner, name, options, callback!),
    };
  }

  end(owner: string): void {
    for (const lock of [...this.#held.values()]) if (lock.owner === owner) lock.release();
  }

  async #request<T>(owner: string, name: string, options: LockOptions, callback: LockGrantedCallback<T>) {
    if (options.ifAvailable && this.#held.has(name)) return callback(null);
    if (this.#held.has(name)) await this.#turn(name, options.signal);
    const ended = new Promise<void>((release) => this.#held.set(name, { owner, release }));
    const result = Promise.resolve(callback({ name, mode: 'exclusive' }));
    void Promise.race([result, ended])
      .catch(() => undefined)
      .then(() => {
        const next = this.#queues.get(name)?.shift();
        if (next) next.grant();
        else this.#held.delete(name);
      });
    return result;
  }

  #turn(name: string, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, queue);
      const waiting = { grant: resolve };
      queue.push(waiting);
      signal?.addEventListener('abort', () => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(signal.reason);
      });
    });
  }
}
