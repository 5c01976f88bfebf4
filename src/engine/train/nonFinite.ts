import { ProblemError } from '../../experiment/problem';

/**
 * A loss that is no number, for the person.
 *
 * @param step the step that had it, from 0
 * @param back the step that the run is back at; 0 is its beginning
 */
export function nonFinite(step: number, back: number, learningRate: number): ProblemError {
  return new ProblemError(
    'non-finite',
    `The loss of step ${step + 1} is not a number any more; training stopped there.`,
    {
      kept:
        back > 0
          ? `The run is back at step ${back}, its last good snapshot.`
          : 'The run is back at its initial weights.',
      remedy: `Lower the learning rate (now ${learningRate}), or lengthen the warm-up, then press Play.`,
    },
  );
}
