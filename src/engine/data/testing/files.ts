/** Writes the file formats of the parsers, for tests. */
import { CIFAR_RECORD, type CifarBatch } from '../cifarBinary';
import type { TaskControl } from '../dataset';
import type { IdxImages } from '../idx';

function idx(sizes: readonly number[], content: Uint8Array): Uint8Array<ArrayBuffer> {
  const start = 4 + 4 * sizes.length;
  const bytes = new Uint8Array(start + content.length);
  bytes.set([0, 0, 8, sizes.length]);
  const view = new DataView(bytes.buffer);
  sizes.forEach((size, i) => {
    view.setUint32(4 + 4 * i, size);
  });
  bytes.set(content, start);
  return bytes;
}

export const idxImages = ({ count, height, width, pixels }: IdxImages): Uint8Array<ArrayBuffer> =>
  idx([count, height, width], pixels);

export const idxLabels = (labels: Uint8Array): Uint8Array<ArrayBuffer> => idx([labels.length], labels);

export function cifarBytes({ count, images, labels }: CifarBatch): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * CIFAR_RECORD);
  for (let i = 0; i < count; i++) {
    bytes[i * CIFAR_RECORD] = labels[i]!;
    for (let p = 0; p < 3072; p++)
      bytes[i * CIFAR_RECORD + 1 + (p % 3) * 1024 + Math.floor(p / 3)] = images[i * 3072 + p]!;
  }
  return bytes;
}

/** A task control without progress. */
export const unwatched = (signal = new AbortController().signal): TaskControl => ({ progress: () => {}, signal });
