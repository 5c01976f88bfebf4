import { ProblemError } from '../experiment/problem';

/** Milliseconds to wait for `lost` to settle after an error that the loss may have caused; a busy machine needs seconds. */
const TOLD_WITHIN_MS = 5000;

/**
 * Waits for work that needs the device. On a lost device, work may never settle, or it fails before the loss is reported and with
 * an unhelpful message (`AbortError`). In both cases this throws `loss()` instead.
 *
 * @param lost settles when the device is lost; undefined without WebGPU
 * @param loss makes the error to throw; called only if the device is lost before the work ends
 */
export async function unlessLost<T>(
  work: Promise<T>,
  lost: Promise<unknown> | undefined,
  loss: () => ProblemError,
): Promise<T> {
  if (!lost) return work;
  let over = false;
  const failed = lost.then((): Promise<never> => {
    // The work is over.
    if (over) return new Promise(() => undefined);
    throw loss();
  });
  try {
    return await Promise.race([work, failed]);
  } catch (error) {
    if (mayBeLoss(error)) await Promise.race([failed, silence()]);
    throw error;
  } finally {
    over = true;
  }
}

/** Whether the device is lost, if that is reported within a few seconds after `error`. */
export async function isLoss(error: unknown, lost: Promise<unknown> | undefined): Promise<boolean> {
  if (!lost || !mayBeLoss(error)) return false;
  return Promise.race([lost.then(() => true), silence().then(() => false)]);
}

/** A ProblemError already names its cause. */
function mayBeLoss(error: unknown): boolean {
  return !(error instanceof ProblemError);
}

function silence(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, TOLD_WITHIN_MS));
}
