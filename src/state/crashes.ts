/** A worker that dies more often than this is not started again by itself. */
const MOST = 3;
const WITHIN_MS = 60_000;

/** Counts the crashes of late. */
export class Crashes {
  #times: number[] = [];

  /** @returns whether it is too often now */
  another(): boolean {
    const now = performance.now();
    this.#times = [...this.#times.filter((time) => now - time < WITHIN_MS), now];
    return this.#times.length > MOST;
  }
}
