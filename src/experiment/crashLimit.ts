/** How far back a crash counts, in milliseconds. */
const WINDOW_MS = 60_000;

/**
 * Adds a crash of the worker, or a loss of the device, to the recent ones. Restarting stops once there are too many: something
 * that crashes again and again will not work the next time either.
 *
 * @param times of the recent crashes, in milliseconds of one clock
 * @param now on the same clock
 * @returns the times within the last minute, `now` included
 */
export function recentCrashes(times: readonly number[], now: number): readonly number[] {
  return [...times.filter((time) => now - time < WINDOW_MS), now];
}
