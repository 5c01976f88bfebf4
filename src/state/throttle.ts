/**
 * Calls `task` at most once every `milliseconds`: at once where the last call is long enough ago, else at the end of the pause,
 * so that the last of a burst is never lost. Timers, not animation frames: a background tab must stay up to date too.
 */
export function throttle(task: () => void, milliseconds: number): () => void {
  let last = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = () => {
    timer = undefined;
    last = performance.now();
    task();
  };
  return () => {
    if (timer !== undefined) return;
    const wait = last + milliseconds - performance.now();
    if (wait <= 0) run();
    else timer = setTimeout(run, wait);
  };
}
