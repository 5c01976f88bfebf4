import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProblemError } from '../problem';
import { readSafetensors, writeSafetensors } from './safetensors';

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
const tensor = shape.chain((dims) => {
  const size = dims.reduce((a, b) => a * b, 1);
  return fc
    .float32Array({ minLength: size, maxLength: size })
    .map((data): { shape: number[]; data: Float32Array } => ({ shape: dims, data }));
});
const name = fc
  .string({ minLength: 1, maxLength: 8 })
  .filter((text) => text !== '__metadata__' && text !== '__proto__');
const tensors = fc.uniqueArray(fc.tuple(name, tensor), { selector: ([name]) => name, maxLength: 5 });

test('what was written is read again, whatever the names, shapes and numbers', () => {
  fc.assert(
    fc.property(tensors, fc.dictionary(name, fc.string(), { noNullPrototype: true }), (list, metadata) => {
      const file = readSafetensors(writeSafetensors(new Map(list), metadata), 'a');
      expect(file.metadata).toEqual(metadata);
      expect(new Map([...file.tensors].sort())).toEqual(new Map([...list].sort()));
    }),
  );
});

test('bytes that were changed or cut off are read or refused, never anything else', () => {
  fc.assert(
    fc.property(
      tensors,
      fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
      fc.nat(400),
      (list, changes, cut) => {
        const bytes = writeSafetensors(new Map(list));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        expectReadOrRefused(bytes.subarray(0, Math.max(0, bytes.length - (cut > 200 ? 0 : cut))));
      },
    ),
    { numRuns: 300 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), expectReadOrRefused));
});

function expectReadOrRefused(bytes: Uint8Array): void {
  try {
    readSafetensors(bytes, 'f');
  } catch (error) {
    expect(error).toBeInstanceOf(ProblemError);
    expect((error as ProblemError).problem.kind).toBe('bad-file');
    expect((error as ProblemError).message).toMatch(/^f: /);
  }
}

/** A file with any header and so many bytes of data. */
function fileOf(header: unknown, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}
const one = (more: object) => ({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...more } });

test.each([
  ['a type that is not read', one({ dtype: 'BF16' }), 8, 'tensor w is BF16'],
  ['a shape that needs other bytes', one({ shape: [3] }), 8, 'tensor w of shape \\[3\\] needs 12 bytes'],
  ['a shape beyond all memory', one({ shape: [2 ** 30, 2 ** 30] }), 8, 'tensor w of shape'],
  ['a negative size', one({ shape: [-2] }), 8, 'no valid shape'],
  ['offsets that are no numbers', one({ data_offsets: ['0', '8'] }), 8, 'no valid data offsets'],
  ['too little data', one({}), 7, 'truncated: 8 bytes'],
  ['data left over', one({}), 9, '1 bytes follow'],
  ['a hole', one({ data_offsets: [4, 12] }), 12, 'a hole before tensor w'],
  ['an overlap', { ...one({}), v: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, 8, 'tensor v overlaps'],
  ['metadata that is no text', { __metadata__: { n: 1 } }, 0, '__metadata__'],
  ['a list for a header', [], 0, 'no JSON object'],
])('refuses %s', (_, header, dataBytes, message) => {
  expect(() => readSafetensors(fileOf(header, dataBytes), 'f')).toThrow(new RegExp(message));
});

test('a header length beyond the file is refused before anything is made of it', () => {
  const bytes = new Uint8Array(16).fill(0xff);
  expect(() => readSafetensors(bytes, 'f')).toThrow('header length');
});

test('reads 64-bit labels and metadata, at any alignment', () => {
  const file = fileOf({ __metadata__: { by: 'x' }, y: { dtype: 'I64', shape: [2], data_offsets: [0, 16] } }, 16);
  new DataView(file.buffer).setBigInt64(file.length - 16, 5n, true);
  new DataView(file.buffer).setBigInt64(file.length - 8, -7n, true);
  const shifted = new Uint8Array(file.length + 3);
  shifted.set(file, 3);
  const { tensors, metadata } = readSafetensors(shifted.subarray(3), 'f');
  expect(metadata).toEqual({ by: 'x' });
  expect(tensors.get('y')).toEqual({ shape: [2], data: Float64Array.of(5, -7) });
});
