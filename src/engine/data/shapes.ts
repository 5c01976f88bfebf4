import { DATASETS } from '../../experiment/datasets';
import { RandomStream } from '../../experiment/random';
import type { ImageDataset, Split, TaskControl } from './dataset';
import { Pace } from './pace';
import { Draws } from './shapes/draws';
import { OBJECTS } from './shapes/outlines';
import { paintScene, SIDE } from './shapes/scene';
import { SHIFTED_STYLE, type Style, USUAL_STYLE } from './shapes/style';
import { TEXTURES } from './shapes/textures';
import { channelStatistics } from './statistics';

/** Increment it with any change of a pixel: shipped teachers depend on it. */
const VERSION = 1;

export const SHAPES_CLASSES: readonly string[] = [...OBJECTS, ...TEXTURES];

/** The data of the shipped teachers. The seed of an experiment does not change the images. */
export const SHAPES_DEFAULTS = { seed: 2021, ...DATASETS.shapes.images } as const;

export interface ShapesOptions {
  seed: number;
  /** Images of the training and the test split. */
  train: number;
  test: number;
}

/** The parameters of a split of Shapes. */
interface Drawing {
  seed: number;
  /** Name of the split, which selects the random streams. */
  name: string;
  style: Style;
  /** Numbers of the images to draw. An image does not depend on the others. */
  pictures: ArrayLike<number>;
}

/**
 * Draws images of Shapes: objects over textures and textures alone, 32 × 32 RGB, with the classes in turn.
 *
 * @param drawn receives the number of drawn images after each one
 */
async function drawShapes({ seed, name, style, pictures }: Drawing, drawn: (count: number) => Promise<void>) {
  const stream = new RandomStream(seed, `shapes/${name}`);
  const grain = new RandomStream(seed, `shapes/${name}/grain`);
  const area = SIDE * SIDE;
  const count = pictures.length;
  const images = new Uint8Array(count * area * 3);
  const masks = new Uint8Array(count * area);
  const labels = new Uint16Array(count);
  const contextLabels = new Uint16Array(count);
  for (let i = 0; i < count; i++) {
    const picture = pictures[i]!;
    const draws = new Draws(stream, picture);
    const label = picture % SHAPES_CLASSES.length;
    const object = OBJECTS[label] ?? null;
    const texture = object === null ? label - OBJECTS.length : draws.integer(TEXTURES.length);
    labels[i] = label;
    contextLabels[i] = OBJECTS.length + texture;
    paintScene({
      object,
      texture: TEXTURES[texture]!,
      style,
      draws,
      grain: (pixel) => grain.bits(picture, pixel),
      image: images.subarray(i * area * 3, (i + 1) * area * 3),
      mask: masks.subarray(i * area, (i + 1) * area),
    });
    await drawn(i + 1);
  }
  return { count, images, labels, masks, contextLabels } satisfies Split;
}

/**
 * Draws new images of Shapes in a shifted style: the same classes, but none of the images of the data set.
 *
 * @param pictures numbers of the images to draw
 * @param drawn receives the number of drawn images after each one
 */
export function drawShiftedShapes(
  pictures: ArrayLike<number>,
  drawn: (count: number) => Promise<void>,
): Promise<Split> {
  return drawShapes({ seed: SHAPES_DEFAULTS.seed, name: 'shifted', style: SHIFTED_STYLE, pictures }, drawn);
}

/**
 * Draws Shapes: a training and a test split. A pure function of the options, up to the last bit of the platform's sine.
 *
 * @throws the control's reason if cancelled
 */
export async function makeShapes(control: TaskControl, options: Partial<ShapesOptions> = {}): Promise<ImageDataset> {
  const { seed, train: trainCount, test: testCount } = { ...SHAPES_DEFAULTS, ...options };
  const pace = new Pace(control);
  const total = trainCount + testCount;
  const drawSplit = (name: 'train' | 'test', count: number, before: number): Promise<Split> => {
    const pictures = Uint32Array.from({ length: count }, (_, i) => i);
    return drawShapes({ seed, name, style: USUAL_STYLE, pictures }, (drawn) =>
      pace.tick((before + drawn) / total, 'Drawing shapes'),
    );
  };
  const train = await drawSplit('train', trainCount, 0);
  const test = await drawSplit('test', testCount, trainCount);
  control.progress(1, 'Drawing shapes');
  return {
    about: {
      id: 'shapes',
      name: DATASETS.shapes.label,
      summary:
        'Six objects drawn over textures, and four textures alone. A hard crop can lose the object and show only the texture.',
      provenance: `Drawn by this page from seed ${seed}; nothing is downloaded.`,
      licence: 'MIT, like the page.',
    },
    classes: [...SHAPES_CLASSES],
    height: SIDE,
    width: SIDE,
    channels: 3,
    train,
    test,
    ...channelStatistics(train.images, 3),
    // Not a hash of the pixels: sine and cosine may differ between browsers in the last bit, which does not matter to a teacher.
    fingerprint: `shapes-${VERSION}-${seed}-${trainCount}-${testCount}`,
    notes: [],
  };
}
