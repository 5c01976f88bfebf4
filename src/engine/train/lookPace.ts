/** A look into a run takes at most this share of the time, however slow the adapter. */
const LOOK_SHARE = 0.05;

/** How long a run trains between two looks. */
export class LookPace {
  #before = 0;

  /**
   * @param took milliseconds of the look that is done, without the steps that it waited for
   * @param every milliseconds between two looks where they cost nothing
   * @returns milliseconds until the next one
   */
  pauseAfter(took: number, every: number): number {
    // The first look of its kind compiles, and says nothing about the next.
    const cost = Math.min(took, this.#before);
    this.#before = took;
    return Math.max(every, cost / LOOK_SHARE - cost);
  }
}
