import { ProblemError } from '../../experiment/problem';

/**
 * The error that is shown for a NaN or infinite loss.
 *
 * @param step the step with that loss, counted from 0
 * @param back the step to which the run has returned; 0 is its start
 */
export function nonFinite(step: number, back: number, learningRate: number): ProblemError {
  return new ProblemError('non-finite', `The loss of step ${step + 1} is NaN or infinite; training stopped there.`, {
    kept:
      back > 0 ? `The run is back at step ${back}, its last good snapshot.` : 'The run is back at its initial weights.',
    remedy: `Lower the learning rate (now ${learningRate}), or lengthen the warm-up, then press Play.`,
  });
}
