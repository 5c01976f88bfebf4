import { ProblemError } from '../experiment/problem';

/** Milliseconds within which a lost device tells, after something has met the loss; a busy machine needs seconds. */
const TOLD_WITHIN_MS = 5000;

/**
 * Work that needs the device to its end. What was asked of a lost device may never settle, or fails before the loss is told and in
 * words that help nobody (`AbortError`): either way the loss is what ended it.
 *
 * @param lost settles when the device is lost; undefined without WebGPU
 * @param loss what to throw then; called at a loss before the end of the work, and at no other
 */
export async function unlessLost<T>(
  work: Promise<T>,
  lost: Promise<unknown> | undefined,
  loss: () => ProblemError,
): Promise<T> {
  if (!lost) return work;
  let over = false;
  const told = lost.then((): Promise<never> => {
    // Nobody listens any more.
    if (over) return new Promise(() => undefined);
    throw loss();
  });
  try {
    return await Promise.race([work, told]);
  } catch (error) {
    if (mayBeLoss(error)) await Promise.race([told, silence()]);
    throw error;
  } finally {
    over = true;
  }
}

/** Whether the device is gone, as far as that is told within a few seconds after `error`. */
export async function isLoss(error: unknown, lost: Promise<unknown> | undefined): Promise<boolean> {
  if (!lost || !mayBeLoss(error)) return false;
  return Promise.race([lost.then(() => true), silence().then(() => false)]);
}

/** Our own problems have other causes. */
function mayBeLoss(error: unknown): boolean {
  return !(error instanceof ProblemError);
}

function silence(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, TOLD_WITHIN_MS));
}
