import type { ExperimentConfig } from '../../experiment/config';
import { RandomStream } from '../../experiment/random';

/** What the student is told of its training images. */
export interface GivenLabels {
  /** Class by image, [images used]; wrong ones among them where the experiment asks for it. */
  labels: Uint16Array;
  /** The first n have a label; the others' are not for the student. */
  labelled: number;
}

/**
 * The labels of one run, a function of the seed. Exactly the asked share of the labelled images, rounded, has its label
 * replaced by one drawn evenly from all classes, the right one included (Zhang et al., "Understanding deep learning requires
 * rethinking generalization", ICLR 2017). With the same seed, the images of a smaller share are among those of a larger one,
 * and get the same classes.
 *
 * @param labels true classes of the images used, in file order
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
