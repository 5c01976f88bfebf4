import { expect, test } from 'vitest';
import { buffersOf } from './transfer';

test('every buffer of a message is found once, however deep it lies', () => {
  const shared = new Float32Array(4);
  const deep = new Uint8Array(3);
  const message = { kind: 'x', none: null, list: [shared, { part: shared.subarray(2), deep }] };
  expect(buffersOf(message)).toEqual([shared.buffer, deep.buffer]);
});

test('maps, shared memory and plain values have nothing to transfer', () => {
  const weights = new Map([['w', new Float32Array(2)]]);
  const shared = new Uint8Array(new SharedArrayBuffer(8));
  expect(buffersOf({ weights, shared, text: 'x', missing: undefined })).toEqual([]);
});
