import { CORRUPTIONS, isCorruption, STRENGTHS, type TestSetId } from '../../experiment/testSets';
import type { ImageDataset, TaskControl } from './dataset';
import { Pace } from './pace';
import { drawShiftedShapes } from './shapes';
import { Corrupter } from './testSets/corruptions';

/** Seed of all test sets. It is the same for every experiment, so that students can be compared. */
const SEED = 2021;

/** Images with their true classes. */
export interface TestSet {
  /** uint8 [count, height, width, channels]. */
  images: Uint8Array;
  /** Lists of true classes, each [count]: a prediction is correct if any list has it. */
  labels: [Uint16Array, ...Uint16Array[]];
}

/** The test sets of a data set. The first is the test split itself. */
export function testSetsOf(dataset: ImageDataset): TestSetId[] {
  // Only Shapes can draw new images and knows everything in an image.
  const drawn: TestSetId[] = isShapes(dataset)
    ? [
        { kind: 'style', strength: 0 },
        { kind: 'labels', strength: 0 },
      ]
    : [];
  const corrupted = CORRUPTIONS.flatMap((kind) => STRENGTHS.map((strength) => ({ kind, strength })));
  return [{ kind: 'plain', strength: 0 }, ...drawn, ...corrupted];
}

function isShapes({ about, test }: ImageDataset): boolean {
  return about.id === 'shapes' && test.contextLabels !== undefined;
}

/**
 * Makes images of a test set. An image is always the same and does not depend on the others.
 *
 * @param pictures numbers of the images in the test split
 * @throws the control's reason if cancelled
 */
export async function makeTestSet(
  { kind, strength }: TestSetId,
  dataset: ImageDataset,
  pictures: ArrayLike<number>,
  control: TaskControl,
): Promise<TestSet> {
  const pace = new Pace(control);
  const tick = (done: number) => pace.tick(done / pictures.length, '');
  if (kind === 'style') {
    const { images, labels } = await drawShiftedShapes(pictures, tick);
    return { images, labels: [labels] };
  }
  const { height, width, channels, test } = dataset;
  const size = height * width * channels;
  const corrupter = new Corrupter({ height, width, channels }, SEED);
  const images = new Uint8Array(pictures.length * size);
  for (let i = 0; i < pictures.length; i++) {
    const number = pictures[i]!;
    const picture = test.images.subarray(number * size, (number + 1) * size);
    images.set(isCorruption(kind) ? corrupter.corrupt(picture, number, kind, strength) : picture, i * size);
    await tick(i + 1);
  }
  const chosen = (labels: Uint16Array) => Uint16Array.from(pictures, (number) => labels[number]!);
  const others = kind === 'labels' && test.contextLabels ? [test.contextLabels] : [];
  return { images, labels: [chosen(test.labels), ...others.map(chosen)] };
}
