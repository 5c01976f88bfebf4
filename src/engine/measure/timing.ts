import { gpuDone } from '../train/pacing';
import type { Timing } from './report';
import { perRun, timingOf } from './statistics';

export const SAMPLES = 5;
/** Short runs are repeated until a sample takes this long, so that the wait for the GPU does not matter. */
const MIN_SAMPLE_MS = 30;
const MAX_REPEATS = 4096;

/**
 * Times GPU work in milliseconds: one run to warm up, some runs to choose the number of runs per sample, then the samples. Each
 * sample ends when the GPU has finished all work.
 *
 * @param run encodes and submits the work without waiting
 * @throws the signal's reason if aborted
 */
export async function timeGpu(run: () => void, signal: AbortSignal): Promise<Timing> {
  const sample = async (repeats: number) => {
    signal.throwIfAborted();
    const start = performance.now();
    for (let i = 0; i < repeats; i++) run();
    await gpuDone();
    return performance.now() - start;
  };
  await sample(1);
  let repeats = 1;
  for (let ms = await sample(1); ms < MIN_SAMPLE_MS && repeats < MAX_REPEATS; ms = await sample(repeats)) {
    repeats = Math.min(MAX_REPEATS, Math.max(2 * repeats, Math.ceil((repeats * MIN_SAMPLE_MS) / Math.max(ms, 1e-3))));
  }
  const samples: number[] = [];
  for (let i = 0; i < SAMPLES; i++) samples.push(await sample(repeats));
  return perRun(timingOf(samples), repeats);
}
