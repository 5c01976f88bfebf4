import { expect, test } from 'vitest';
import type { OwnFile } from '../worker/protocol';
import { OwnImages } from './ownImages';

const files = (name: string): OwnFile[] => [{ path: `${name}.png`, file: new File(['x'], `${name}.png`) }];

test('new runs read the files at their own size; a resumed run reads them at the size of its images', () => {
  const own = new OwnImages();
  expect(own.known).toBe(false);
  const pets = files('pets');
  const small = own.ask(32, pets);
  expect(small).toEqual({ files: pets, size: 32 });
  own.setLoaded(small, 'pets at 32');
  expect(own.isLoaded(own.ask(32))).toBe(true);
  expect(own.isLoaded(own.ask(48))).toBe(false);
  // Fine-tuned at 48 pixels, it continues with pictures of 32.
  expect(own.isLoaded(own.ask(48, undefined, 'pets at 32'))).toBe(true);

  own.setLoaded(own.ask(48), 'pets at 48');
  expect(own.ask(48, undefined, 'pets at 32').size).toBe(32);
  // Images that were never loaded have no known size.
  expect(own.ask(48, undefined, 'unseen').size).toBe(48);
  const zoo = files('zoo');
  own.setLoaded(own.ask(32, zoo), 'zoo at 32');
  expect(own.ask(40)).toEqual({ files: zoo, size: 40 });
  expect(own.ask(48, undefined, 'pets at 32').size).toBe(48);
});
