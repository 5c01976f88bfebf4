import { expect, it } from 'vitest';
import { patchAfterKey } from './patchKeys';

it('keys lead from patch to patch and stop at the edge', () => {
  const keys = (from: number, ...names: string[]) => names.reduce((at, name) => patchAfterKey(name, at, 4)!, from);
  expect(keys(0, 'ArrowLeft', 'ArrowUp')).toBe(0);
  expect(keys(0, 'ArrowRight', 'ArrowDown')).toBe(5);
  expect(keys(5, 'End')).toBe(7);
  expect(keys(5, 'Home')).toBe(4);
  expect(keys(5, 'PageDown')).toBe(13);
  expect(keys(13, 'ArrowDown', 'PageUp')).toBe(1);
  expect(patchAfterKey('a', 5, 4)).toBeNull();
});
