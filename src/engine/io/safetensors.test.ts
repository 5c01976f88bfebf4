import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from './safetensors';

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
const tensor = shape.chain((dims) => {
  const size = dims.reduce((a, b) => a * b, 1);
  return fc
    .float32Array({ minLength: size, maxLength: size })
    .map((data) => ({ dtype: 'F32' as const, shape: dims, data }));
});
const name = fc
  .oneof(fc.string({ minLength: 1, maxLength: 8 }), fc.constantFrom('__proto__', 'constructor', 'toString', 'é\n"'))
  .filter((text) => text !== '__metadata__');
const tensors = fc.uniqueArray(fc.tuple(name, tensor), { selector: ([name]) => name, maxLength: 5 });

test('tensors of any names, shapes and numbers survive the file', () => {
  fc.assert(
    fc.property(tensors, fc.dictionary(name, fc.string(), { noNullPrototype: true }), (list, metadata) => {
      const file = readSafetensors(writeSafetensors(new Map(list), metadata), 'a');
      expect(file.metadata).toEqual(metadata);
      expect(new Map([...file.tensors].sort())).toEqual(new Map([...list].sort()));
    }),
  );
});

/** A file with this header and, as data, these bytes or this number of zeros. */
function fileOf(header: string, data: number | number[]): Uint8Array {
  const json = new TextEncoder().encode(header);
  const content = new Uint8Array(data as number);
  const bytes = new Uint8Array(8 + json.length + content.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(content, 8 + json.length);
  return bytes;
}
const one = (more: object) => ({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...more } });

test.each([
  ['an unknown type', one({ dtype: 'F31' }), 8, 'tensor w has an unknown type \\("F31"\\)'],
  ['a type that is inherited', one({ dtype: 'toString' }), 8, 'tensor w has an unknown type'],
  ['an unsupported type', one({ dtype: 'U32' }), 8, 'tensor w is U32; F32, F16, BF16, F64 or I64 was expected'],
  [
    'integers that are not exact in float64',
    one({ dtype: 'I64', shape: [1] }),
    [0, 0, 0, 0, 0, 0, 0, 64],
    'beyond 2\\^53',
  ],
  ['a shape that needs more bytes', one({ shape: [3] }), 8, 'tensor w of shape \\[3\\] needs 12 bytes'],
  ['a shape larger than any memory', one({ shape: [2 ** 30, 2 ** 30] }), 8, 'tensor w of shape'],
  ['an overflowing size times 0', one({ shape: [...Array(40).fill(2 ** 40), 0] }), 8, 'needs 0 bytes'],
  ['an overflowing size', one({ shape: Array(40).fill(2 ** 40) }), 8, 'needs Infinity bytes'],
  ['very many dimensions', one({ shape: Array(65).fill(1) }), 8, 'no valid shape'],
  ['a negative size', one({ shape: [-2] }), 8, 'no valid shape'],
  ['offsets that are strings', one({ data_offsets: ['0', '8'] }), 8, 'no valid data offsets'],
  ['too little data', one({}), 7, 'truncated: 8 bytes'],
  ['data left over', one({}), 9, '1 bytes follow'],
  ['a gap', one({ data_offsets: [4, 12] }), 12, 'a gap before tensor w'],
  ['an overlap', { ...one({}), v: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, 8, 'tensor v overlaps'],
  ['metadata that is not a string', { __metadata__: { n: 1 } }, 0, '__metadata__'],
  ['a list as header', [], 0, 'not a JSON object'],
])('refuses %s', (_, header, data, message) => {
  expect(() => readSafetensors(fileOf(JSON.stringify(header), data), 'f')).toThrow(new RegExp(`^f: .*${message}`));
});

const w = '{"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}';
test.each([
  ['a tensor twice', `{"w": ${w}, "w": ${w}}`, 'the header has w twice'],
  ['a tensor twice, spelled differently', `{"w": ${w}, "\\u0077" : ${w}}`, 'the header has w twice'],
  [
    'a type twice',
    '{"w": {"dtype": "F64", "dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}',
    'the header has dtype twice',
  ],
  [
    'metadata twice',
    `{"__metadata__": {"a": "1"}, "w": ${w}, "__metadata__": {}}`,
    'the header has __metadata__ twice',
  ],
  ['deeply nested brackets', '['.repeat(100_000), 'not JSON'],
  ['a name with control characters', '{"\\u001b[2Jx": 1}', 'tensor �\\[2Jx has no description'],
  ['a very long name', `{"${'x'.repeat(1e6)}": 1}`, 'tensor x{80}… has no description'],
])('refuses %s', (_, header, message) => {
  expect(() => readSafetensors(fileOf(header, 8), 'f')).toThrow(new RegExp(`^f: .*${message}`));
});

test('the same key in different objects is allowed', () => {
  const header = `{"__metadata__": {"w": "\\"w\\": {", "dtype": "F64"}, "w": ${w}}`;
  expect(readSafetensors(fileOf(header, 8), 'f').tensors.get('w')!.data).toEqual(new Float32Array(2));
});

test('a header length larger than the file is refused before anything is allocated', () => {
  const bytes = new Uint8Array(16).fill(0xff);
  expect(() => readSafetensors(bytes, 'f')).toThrow('header length');
});

test('reads 64-bit integers and metadata at any alignment', () => {
  const header = { __metadata__: { by: 'x' }, y: { dtype: 'I64', shape: [2], data_offsets: [0, 16] } };
  const file = fileOf(JSON.stringify(header), 16);
  new DataView(file.buffer).setBigInt64(file.length - 16, 5n, true);
  new DataView(file.buffer).setBigInt64(file.length - 8, -7n, true);
  const shifted = new Uint8Array(file.length + 3);
  shifted.set(file, 3);
  const { tensors, metadata } = readSafetensors(shifted.subarray(3), 'f');
  expect(metadata).toEqual({ by: 'x' });
  expect(tensors.get('y')).toEqual({ dtype: 'I64', shape: [2], data: Float64Array.of(5, -7) });
});

/** Decodes numbers of one type from their bits. */
function numbersOf(dtype: string, ...bits: (number | bigint)[]): Float32Array | Float64Array {
  const size = { F16: 2, BF16: 2, F64: 8 }[dtype]!;
  const bytes = bits.flatMap((value) =>
    Array.from({ length: size }, (_, i) => Number((BigInt(value) >> BigInt(8 * i)) & 0xffn)),
  );
  const header = { w: { dtype, shape: [bits.length], data_offsets: [0, bytes.length] } };
  return readSafetensors(fileOf(JSON.stringify(header), bytes), 'f').tensors.get('w')!.data;
}

test('half floats: normal, largest, smallest, both zeros, infinite, NaN', () => {
  expect(numbersOf('F16', 0x3c00, 0xc100, 0x7bff, 0x0400, 0x0001, 0x83ff, 0x8000, 0x7c00, 0xfc00, 0x7e01)).toEqual(
    Float32Array.of(1, -2.5, 65504, 2 ** -14, 2 ** -24, -1023 * 2 ** -24, -0, Infinity, -Infinity, Number.NaN),
  );
});

test('brain floats are the upper halves of float32; doubles are unchanged', () => {
  expect(numbersOf('BF16', 0x3f80, 0xc020, 0x7f80, 0x0001)).toEqual(Float32Array.of(1, -2.5, Infinity, 2 ** -133));
  expect(numbersOf('F64', 0x3fb999999999999an, 0xc004000000000000n)).toEqual(Float64Array.of(0.1, -2.5));
});
