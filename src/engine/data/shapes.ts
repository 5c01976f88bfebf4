import { RandomStream } from '../../experiment/random';
import type { ImageDataset, Split, TaskControl } from './dataset';
import { Pace } from './pace';
import { Draws } from './shapes/draws';
import { OBJECTS } from './shapes/outlines';
import { paintScene, SIDE } from './shapes/scene';
import { SHIFTED_STYLE, type Style, USUAL_STYLE } from './shapes/style';
import { TEXTURES } from './shapes/textures';
import { channelStatistics } from './statistics';

/** Change it with anything that changes a pixel: shipped teachers are tied to it. */
const VERSION = 1;

export const SHAPES_CLASSES: readonly string[] = [...OBJECTS, ...TEXTURES];

/** The data seed of the shipped teachers; an experiment's own seed does not touch the pictures. */
export const SHAPES_DEFAULTS = { seed: 2021, train: 6000, test: 1500 } as const;

export interface ShapesOptions {
  seed: number;
  /** Pictures of the training and of the test split. */
  train: number;
  test: number;
}

/** What a split of Shapes is drawn from. */
interface Drawing {
  seed: number;
  /** Of the random streams: the name of the split. */
  name: string;
  style: Style;
  /** Numbers of the pictures: each is the same however many others are drawn. */
  pictures: ArrayLike<number>;
}

/**
 * Draws pictures of Shapes: objects over textures and textures alone, 32 × 32 RGB, the classes in turn.
 *
 * @param drawn is called after each picture with how many there are
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
 * A fresh draw of Shapes in a shifted style: the same classes, none of the pictures of the data set.
 *
 * @param pictures their numbers
 * @param drawn is called after each picture with how many there are
 */
export function drawShiftedShapes(
  pictures: ArrayLike<number>,
  drawn: (count: number) => Promise<void>,
): Promise<Split> {
  return drawShapes({ seed: SHAPES_DEFAULTS.seed, name: 'shifted', style: SHIFTED_STYLE, pictures }, drawn);
}

/**
 * Draws Shapes: a training and a test split. A pure function of the options, up to the last bit of the platform's sine.
 * @throws the control's reason when cancelled.
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
      name: 'Shapes',
      summary:
        'Six objects drawn over textures, and four textures alone. A hard crop can lose the object, and then only the texture is left to name.',
      provenance: `Drawn here by this page from seed ${seed}; nothing is downloaded.`,
      licence: 'MIT, like the page.',
    },
    classes: [...SHAPES_CLASSES],
    height: SIDE,
    width: SIDE,
    channels: 3,
    train,
    test,
    ...channelStatistics(train.images, 3),
    // Not a hash of the pixels: sine and cosine may differ in the last bit between browsers, which changes nothing that
    // a teacher would notice.
    fingerprint: `shapes-${VERSION}-${seed}-${trainCount}-${testCount}`,
    notes: [],
  };
}
