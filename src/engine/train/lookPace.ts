/** Looks into a run take at most this share of the time, however slow the adapter; a bit is left for what they hold up. */
const LOOK_SHARE = 0.04;
/** A look that takes more than this many times as long as the one before was held up by something else. */
const MAX_GROWTH = 2;

/** How long a run trains between two looks. */
export class LookPace {
  #before = 0;

  /**
   * @param took milliseconds of the look that is done, without the steps that it waited for
   * @param every milliseconds between two looks where they cost nothing
   * @returns milliseconds until the next one
   */
  pauseAfter(took: number, every: number): number {
    // The first look of its kind compiles, and says nothing about the next: nothing is held against it.
    const cost = Math.min(took, MAX_GROWTH * this.#before);
    this.#before = took;
    return Math.max(every, cost / LOOK_SHARE - cost);
  }
}
