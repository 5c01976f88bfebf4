/** What goes away more often than this, a worker or a device, is not had again by itself. */
const MOST = 3;
const WITHIN_MS = 60_000;

/** Counts crashes of late. */
export class Crashes {
  #times: number[] = [];

  /** @returns whether it is too often now */
  another(): boolean {
    const now = performance.now();
    this.#times = [...this.#times.filter((time) => now - time < WITHIN_MS), now];
    return this.#times.length > MOST;
  }
}
