import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { digits, filesOf, load, messageOf, own, pictures, png } from './testing/ownFiles';

describe('Own zips and other files', () => {
  it('refuses a zip bomb, also one with false sizes', async () => {
    const bomb = zipSync({ 'a/zeros.png': new Uint8Array(40_000_000), 'a/1.png': png([1, 2, 3]) });
    expect(await messageOf([own('bomb.zip', bomb)])).toMatch(/^bomb\.zip was not unpacked: .* \(a\/zeros\.png\)/);
    const liar = bomb.slice();
    const view = new DataView(liar.buffer);
    // Small sizes in the local header and in the directory.
    for (let at = 0; at + 30 < liar.length; at++) {
      if (view.getUint32(at) === 0x504b0304) view.setUint32(at + 22, 100, true);
      if (view.getUint32(at) === 0x504b0102) view.setUint32(at + 24, 100, true);
    }
    expect(await messageOf([own('bomb.zip', liar)])).toContain('bomb.zip was not unpacked');
  });

  it('refuses a zip that is truncated, damaged or without images, and names it', async () => {
    const zip = zipSync(pictures(3));
    for (const length of [3, 100, zip.length - 30])
      expect(await messageOf([own('pets.zip', zip.subarray(0, length))])).toContain('pets.zip cannot be unpacked');
    expect(await messageOf([own('pets.zip', strToU8('not a zip'))])).toContain('pets.zip cannot be unpacked');
    expect(await messageOf([own('pets.zip', zipSync({ 'a.txt': strToU8('x') }))])).toContain('a.txt');
  });

  it('opens IDX files in a zip', async () => {
    const { images, labels } = digits(6);
    const zip = zipSync({ 'm/train-images-idx3-ubyte': images, 'm/train-labels-idx1-ubyte': labels });
    expect((await load([own('m.zip', zip)])).train.count).toBe(3);
  });

  it('refuses no files, unknown, archived and mixed files with a sentence', async () => {
    expect(await messageOf([])).toBe('No files were chosen.');
    expect(await messageOf([own('notes.txt', strToU8('hello'))])).toContain('notes.txt');
    expect(await messageOf([own('cifar-10-binary.tar.gz', gzipSync('x'))])).toContain(
      'cifar-10-binary.tar.gz is an archive of an unsupported format',
    );
    const { images, labels } = digits(6);
    expect(await messageOf([own('i', images), own('l', labels), ...filesOf(pictures(2))])).toContain('different kinds');
  });
});
