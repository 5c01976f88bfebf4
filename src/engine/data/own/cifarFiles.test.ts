import { strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { cifarBytes } from '../testing/files';
import { load, messageOf, own } from './testing/ownFiles';

describe('Own CIFAR-10 batches', () => {
  const batch = (count: number, value: number) =>
    cifarBytes({
      count,
      images: new Uint8Array(count * 3072).fill(value),
      labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
    });

  it('are read in order, with the test batch as test split', async () => {
    const folder = 'cifar-10-batches-bin';
    const dataset = await load([
      own(`${folder}/test_batch.bin`, batch(10, 3)),
      own(`${folder}/data_batch_2.bin`, batch(10, 2)),
      own(`${folder}/data_batch_1.bin`, batch(20, 1)),
      own(`${folder}/batches.meta.txt`, strToU8('airplane')),
    ]);
    expect([dataset.train.count, dataset.test.count, dataset.classes[9]]).toEqual([30, 10, 'truck']);
    expect([0, 19, 20, 29].map((i) => dataset.train.images[i * 3072])).toEqual([1, 1, 2, 2]);
  });

  it('are refused if they are truncated or have a label out of range', async () => {
    expect(await messageOf([own('data_batch_1.bin', batch(3, 0).subarray(9))])).toContain(
      'data_batch_1.bin is not a whole CIFAR-10 batch',
    );
    const wrong = batch(3, 0);
    wrong[3073] = 77;
    expect(await messageOf([own('data_batch_1.bin', wrong)])).toContain('data_batch_1.bin has the label 77');
  });
});
