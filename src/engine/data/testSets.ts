import { CORRUPTIONS, isCorruption, STRENGTHS, type TestSetId } from '../../experiment/testSets';
import type { ImageDataset, TaskControl } from './dataset';
import { Pace } from './pace';
import { drawShiftedShapes } from './shapes';
import { Corrupter } from './testSets/corruptions';

/** Of what is drawn for the test sets: the same for every experiment, so that students can be compared. */
const SEED = 2021;

/** Pictures to be asked about. */
export interface TestSet {
  /** uint8 [count, height, width, channels] of the data set. */
  images: Uint8Array;
  /** True labels, each list [count]: an answer is right that is in any of them. */
  labels: [Uint16Array, ...Uint16Array[]];
}

/** The test sets that a data set has, the test split itself first. */
export function testSetsOf(dataset: ImageDataset): TestSetId[] {
  // Only Shapes can be drawn anew, and only it knows all that is in a picture.
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
 * Makes pictures of a test set. A picture is the same whichever others are asked for, and always.
 *
 * @param pictures their numbers in the test split
 * @throws the control's reason when cancelled
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
