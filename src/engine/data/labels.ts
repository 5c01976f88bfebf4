import type { ExperimentConfig } from '../../experiment/config';
import { RandomStream } from '../../experiment/random';

/** The labels that the student learns from; "given" as in the literature on label noise: perhaps wrong. */
export interface GivenLabels {
  /** Given class of each training image that is used, [images]. */
  labels: Uint16Array;
  /** Number of labelled images, which come first. The student must not use the labels of the others. */
  labelled: number;
}

/**
 * The given labels of a run, a function of the seed. A share `labelNoise` of the labelled images has its label replaced by a class
 * drawn uniformly, which may be the true one (Zhang et al., "Understanding deep learning requires rethinking generalization",
 * ICLR 2017). With the same seed, a smaller share replaces a subset of the labels that a larger share replaces, by the same classes.
 *
 * @param labels true classes of the images that are used, in file order
 */
export function givenLabels(
  labels: Uint16Array,
  classes: number,
  { labelledImages, labelNoise, seed }: Pick<ExperimentConfig, 'labelledImages' | 'labelNoise' | 'seed'>,
): GivenLabels {
  const labelled = labelledImages > 0 ? Math.min(labelledImages, labels.length) : labels.length;
  const given = labels.slice();
  if (labelNoise === 0) return { labels: given, labelled };
  const draws = new RandomStream(seed, 'labels/noise');
  const order = new RandomStream(seed, 'labels/order').permutation(labelled, 0);
  for (const index of order.subarray(0, Math.round(labelNoise * labelled)))
    given[index] = draws.integer(classes, 0, index);
  return { labels: given, labelled };
}
