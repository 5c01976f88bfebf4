/**
 * Calls `task` at most once every `milliseconds`: at once if the last call is long enough ago, otherwise at the end of the pause,
 * so that the last call of a burst is never lost. It uses timers, not animation frames, because a background tab must stay up to
 * date too.
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
