/** Readbacks take at most this share of the time on any adapter. It leaves room for the work that they delay. */
const READBACK_SHARE = 0.04;
/** A readback that takes more than this many times as long as the previous one was delayed by something else. */
const MAX_GROWTH = 2;

/** Decides how long a run trains between two readbacks. */
export class ReadbackPace {
  #previous = 0;

  /**
   * @param took duration of the last readback in milliseconds, without the steps that it waited for
   * @param every milliseconds between two readbacks that cost nothing
   * @returns milliseconds until the next readback
   */
  pauseAfter(took: number, every: number): number {
    // The first readback compiles programs, so its duration says nothing about the next one: it counts as free.
    const cost = Math.min(took, MAX_GROWTH * this.#previous);
    this.#previous = took;
    return Math.max(every, cost / READBACK_SHARE - cost);
  }
}
