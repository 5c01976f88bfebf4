import type { Checkpoint } from './checkpoint';
import { type FinishedTrial, runTrial, type TrialOptions } from './trial';

/** Where an interrupted trial stopped. */
export interface TrialProgress {
  checkpoint: Checkpoint;
  /** How long it was trained, interruptions left out. */
  seconds: number;
}

export interface ResumableTrialOptions extends Omit<TrialOptions, 'from' | 'save'> {
  /** Where to continue; null at the beginning. */
  from: TrialProgress | null;
  /** Stores the progress, one call after the other. */
  store(progress: TrialProgress): Promise<void>;
  /** Seconds between two calls of `store`, at least; without it every snapshot is stored. */
  storeEvery?: number;
}

/**
 * As `runTrial`, and stores its progress: when it is interrupted too, so that it can continue there.
 *
 * @throws as `runTrial`, once the last progress is stored
 */
export async function runResumableTrial(options: ResumableTrialOptions): Promise<FinishedTrial & { seconds: number }> {
  const { from, store, storeEvery = 0, ...trial } = options;
  const begun = performance.now();
  const seconds = () => (from?.seconds ?? 0) + (performance.now() - begun) / 1000;
  let storing: Promise<void> = Promise.resolve();
  let storedAt = begun;
  let latest: Checkpoint | null = null;
  const storeLatest = () => {
    const checkpoint = latest;
    if (!checkpoint) return;
    latest = null;
    storedAt = performance.now();
    const progress = { checkpoint, seconds: seconds() };
    storing = storing.then(() => store(progress));
    // The error is thrown at the end.
    storing.catch(() => undefined);
  };
  try {
    const finished = await runTrial({
      ...trial,
      from: from?.checkpoint ?? null,
      save: (checkpoint) => {
        latest = checkpoint;
        if (performance.now() - storedAt >= 1000 * storeEvery) storeLatest();
      },
    });
    return { ...finished, seconds: seconds() };
  } finally {
    storeLatest();
    await storing;
  }
}
