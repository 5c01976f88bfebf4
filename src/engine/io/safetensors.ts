import { isCount, isObject } from '../../experiment/json';
import { ProblemError } from '../../experiment/problem';

/**
 * The safetensors container: eight bytes of header length (little-endian), a JSON header
 * `{name: {dtype, shape, data_offsets: [begin, end]}, __metadata__: {…}}`, then the data, row-major and little-endian.
 * Everything a header says is checked, against the file's size too, before anything is made of it.
 */
export interface TensorFile {
  /** In the order of the header. */
  tensors: Map<string, FileTensor>;
  metadata: Record<string, string>;
}

/** Numbers as they were stored: F32, F16 and BF16 as float32, F64 and I64 as float64; integers must be exact in it. */
export interface FileTensor {
  dtype: Dtype;
  shape: number[];
  data: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
}

/** What the header says of one tensor. */
export interface TensorEntry {
  name: string;
  dtype: Dtype;
  shape: number[];
  /** Where its bytes are in the file. */
  begin: number;
  end: number;
}

export interface TensorHeader {
  entries: TensorEntry[];
  metadata: Record<string, string>;
}

/** The types of the format, and the bytes of one element. */
const BYTES_OF = {
  ...{ BOOL: 1, U8: 1, I8: 1, F8_E4M3: 1, F8_E5M2: 1 },
  ...{ U16: 2, I16: 2, F16: 2, BF16: 2 },
  ...{ U32: 4, I32: 4, F32: 4 },
  ...{ U64: 8, I64: 8, F64: 8 },
} as const;
export type Dtype = keyof typeof BYTES_OF;

/** Bytes at the start of a file that tell how long its header is. */
export const LENGTH_BYTES = 8;
/** A header larger than this is no header of ours or anyone's. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024;
/** As many as PyTorch allows. */
const MAX_DIMENSIONS = 64;
/** Of a name or type in a message. */
const MAX_LETTERS = 80;

type Fail = (what: string) => never;

function failing(file: string): Fail {
  return (what) => {
    throw new ProblemError('bad-file', `${file}: ${what}`, { remedy: 'Choose a complete safetensors file.' });
  };
}

/** A name out of a file as one can show it: no control characters, not endless. */
export function printable(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '�');
  return clean.length > MAX_LETTERS ? `${clean.slice(0, MAX_LETTERS)}…` : clean;
}

/**
 * Bytes from the start of the file to its data.
 *
 * @param start at least the first LENGTH_BYTES of the file, or all of a shorter one.
 * @throws ProblemError `bad-file` when a file of so many bytes cannot have it.
 */
export function headerEnd(start: Uint8Array, fileBytes: number, file: string): number {
  const fail = failing(file);
  if (fileBytes < LENGTH_BYTES) fail(`${fileBytes} bytes are too few for a safetensors file.`);
  const length = Number(new DataView(start.buffer, start.byteOffset, LENGTH_BYTES).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || length > fileBytes - LENGTH_BYTES) {
    fail('the header length does not fit the file; it is truncated or no safetensors file.');
  }
  return LENGTH_BYTES + length;
}

/**
 * What a file holds, from its header alone.
 *
 * @param start at least the first `headerEnd` bytes of the file.
 * @param file what it is called, for messages.
 * @throws ProblemError `bad-file` naming the file, the tensor and what was expected.
 */
export function readHeader(start: Uint8Array, fileBytes: number, file: string): TensorHeader {
  const fail = failing(file);
  const dataStart = headerEnd(start, fileBytes, file);
  const header = parseHeader(start.subarray(LENGTH_BYTES, dataStart), fail);
  const entries: TensorEntry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') metadata = readMetadata(value, fail);
    else entries.push(readEntry(name, value, dataStart, fail));
  }
  checkLayout(entries, dataStart, fileBytes, fail);
  return { entries, metadata };
}

/**
 * @param bytes the tensor's own bytes; taken over, not copied, where they are aligned.
 * @throws ProblemError `bad-file` when numbers of this type are not read, or are no exact numbers.
 */
export function decodeTensor(
  { name, dtype, shape }: TensorEntry,
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
): FileTensor {
  const fail = failing(file);
  const size = BYTES_OF[dtype];
  const { buffer, byteOffset } = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  const count = bytes.length / size;
  switch (dtype) {
    case 'F32':
      return { dtype, shape, data: new Float32Array(buffer, byteOffset, count) };
    case 'F64':
      return { dtype, shape, data: new Float64Array(buffer, byteOffset, count) };
    case 'F16':
      return { dtype, shape, data: Float32Array.from(new Uint16Array(buffer, byteOffset, count), halfFloat) };
    case 'BF16':
      return { dtype, shape, data: brainFloats(new Uint16Array(buffer, byteOffset, count)) };
    case 'I64': {
      const data = Float64Array.from(new BigInt64Array(buffer, byteOffset, count), Number);
      if (!data.every(Number.isSafeInteger)) fail(`tensor ${printable(name)} holds integers beyond 2^53.`);
      return { dtype, shape, data };
    }
    default:
      return fail(`tensor ${printable(name)} is ${dtype}; F32, F16, BF16, F64 or I64 was expected.`);
  }
}

/**
 * A whole file in memory.
 *
 * @param file what the file is called, for messages.
 * @throws ProblemError `bad-file` naming the file, the tensor and what was expected.
 */
export function readSafetensors(bytes: Uint8Array, file: string): TensorFile {
  const { entries, metadata } = readHeader(bytes, bytes.length, file);
  const tensors = new Map<string, FileTensor>();
  for (const entry of entries) {
    // A copy: the data need not be aligned in the file. (The slice of Node's Buffer would be none.)
    const own: Uint8Array<ArrayBuffer> = Uint8Array.prototype.slice.call(bytes, entry.begin, entry.end);
    tensors.set(entry.name, decodeTensor(entry, own, file));
  }
  return { tensors, metadata };
}

/**
 * A file of F32 tensors.
 *
 * @throws RangeError when a tensor's numbers do not fill its shape.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, { shape: readonly number[]; data: Float32Array }>,
  metadata: Record<string, string> = {},
): Uint8Array<ArrayBuffer> {
  // Without a prototype, so that a tensor may be called `__proto__`.
  const header: Record<string, unknown> = Object.create(null);
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    if (name === '__metadata__' || data.length !== sizeOf(shape)) {
      throw new RangeError(`Tensor ${name}: ${data.length} numbers for shape [${shape}].`);
    }
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Padded with spaces, so that the data is aligned.
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + headerLength + end).fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerLength);
  bytes.set(json, LENGTH_BYTES);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  let at = LENGTH_BYTES + headerLength;
  for (const { data } of tensors.values()) {
    // Everything that runs WebGPU or WebGL is little-endian.
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

function parseHeader(bytes: Uint8Array, fail: Fail): Record<string, unknown> {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    return fail('the header is no JSON; this is no safetensors file.');
  }
  if (!isObject(header)) return fail('the header is no JSON object.');
  const twice = keyGivenTwice(text);
  if (twice !== null) fail(`the header says two things of ${printable(twice)}.`);
  return header;
}

/** A key that one object of this (valid) JSON text has twice, or null: `JSON.parse` would keep the last without a word. */
function keyGivenTwice(json: string): string | null {
  const keys: (Set<string> | null)[] = [];
  for (let i = 0; i < json.length; i++) {
    const letter = json[i];
    if (letter === '{') keys.push(new Set());
    else if (letter === '[') keys.push(null);
    else if (letter === '}' || letter === ']') keys.pop();
    else if (letter === '"') {
      const start = i;
      for (i++; json[i] !== '"'; i++) if (json[i] === '\\') i++;
      let next = i + 1;
      while (/\s/.test(json[next] ?? '')) next++;
      if (json[next] !== ':') continue;
      const key: string = JSON.parse(json.slice(start, i + 1));
      if (keys.at(-1)!.has(key)) return key;
      keys.at(-1)!.add(key);
    }
  }
  return null;
}

function readMetadata(value: unknown, fail: Fail): Record<string, string> {
  if (!isObject(value) || !Object.values(value).every((text) => typeof text === 'string')) {
    fail('__metadata__ must hold texts only.');
  }
  return value as Record<string, string>;
}

function readEntry(name: string, value: unknown, dataStart: number, fail: Fail): TensorEntry {
  const tensor = `tensor ${printable(name)}`;
  if (!isObject(value)) return fail(`${tensor} has no description.`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype)) return fail(`${tensor} is of no known type (${printable(String(JSON.stringify(dtype)))}).`);
  if (!isCounts(shape) || shape.length > MAX_DIMENSIONS) return fail(`${tensor} has no valid shape.`);
  if (!isCounts(offsets) || offsets.length !== 2) return fail(`${tensor} has no valid data offsets.`);
  const [begin, end] = offsets as [number, number];
  const bytes = sizeOf(shape) * BYTES_OF[dtype];
  if (end - begin !== bytes) {
    return fail(`${tensor} of shape [${shape.join(', ')}] needs ${bytes} bytes, but its offsets say ${end - begin}.`);
  }
  return { name, dtype, shape, begin: dataStart + begin, end: dataStart + end };
}

/** The tensors must fill the data from its start to its end, without holes and overlaps (as the format demands). */
function checkLayout(entries: readonly TensorEntry[], dataStart: number, fileBytes: number, fail: Fail): void {
  let end = dataStart;
  for (const entry of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (entry.begin < end) fail(`tensor ${printable(entry.name)} overlaps another one.`);
    if (entry.begin > end) fail(`there is a hole before tensor ${printable(entry.name)}.`);
    end = entry.end;
  }
  if (end > fileBytes) {
    fail(`it is truncated: ${end - dataStart} bytes of data were expected, ${fileBytes - dataStart} are there.`);
  }
  if (end < fileBytes) fail(`${fileBytes - end} bytes follow the last tensor.`);
}

/** IEEE 754 binary16: one sign bit, five of the exponent, ten of the fraction. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent ? 2 ** (exponent - 25) * (1024 + fraction) : 2 ** -24 * fraction);
}

/** The upper halves of float32 numbers. */
function brainFloats(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  return new Float32Array(bits.buffer);
}

/** Infinite where it is beyond all numbers. */
function sizeOf(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((a, b) => a * b, 1);
}

function isDtype(value: unknown): value is Dtype {
  return typeof value === 'string' && Object.hasOwn(BYTES_OF, value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isCount);
}
