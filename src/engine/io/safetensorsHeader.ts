import { isCount, isObject } from '../../experiment/json';
import { type Fail, failing, printable } from './badTensorFile';

/** The header's description of one tensor. */
export interface TensorEntry {
  name: string;
  dtype: Dtype;
  shape: number[];
  /** First byte in the file, and the byte after the last. */
  begin: number;
  end: number;
}

export interface TensorHeader {
  entries: TensorEntry[];
  metadata: Record<string, string>;
}

/** The types of the format and the bytes of one element. */
export const BYTES_OF = {
  ...{ BOOL: 1, U8: 1, I8: 1, F8_E4M3: 1, F8_E5M2: 1 },
  ...{ U16: 2, I16: 2, F16: 2, BF16: 2 },
  ...{ U32: 4, I32: 4, F32: 4 },
  ...{ U64: 8, I64: 8, F64: 8 },
} as const;
export type Dtype = keyof typeof BYTES_OF;

/** Bytes at the start of a file that hold the length of the header. */
export const LENGTH_BYTES = 8;
/** No real header is larger. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024;
/** PyTorch's limit. */
const MAX_DIMENSIONS = 64;

/**
 * Bytes of the file before its data.
 *
 * @param start at least the first LENGTH_BYTES of the file, or all of a shorter file
 * @param file name of the file, for messages
 * @throws ProblemError `bad-file` if the header does not fit into a file of `fileBytes`
 */
export function headerEnd(start: Uint8Array, fileBytes: number, file: string): number {
  const fail = failing(file);
  if (fileBytes < LENGTH_BYTES) fail(`${fileBytes} bytes are too few for a safetensors file.`);
  const length = Number(new DataView(start.buffer, start.byteOffset, LENGTH_BYTES).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || length > fileBytes - LENGTH_BYTES) {
    fail('the header length does not fit the file; it is truncated or not a safetensors file.');
  }
  return LENGTH_BYTES + length;
}

/**
 * Reads the header of a file and checks it against the file's size.
 *
 * @param start at least the first `headerEnd` bytes of the file
 * @param file name of the file, for messages
 * @throws ProblemError `bad-file` with a sentence that names the file, the tensor and what was expected
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

function parseHeader(bytes: Uint8Array, fail: Fail): Record<string, unknown> {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    return fail('the header is not JSON; this is not a safetensors file.');
  }
  if (!isObject(header)) return fail('the header is not a JSON object.');
  const twice = keyGivenTwice(text);
  if (twice !== null) fail(`the header has ${printable(twice)} twice.`);
  return header;
}

/** A key that an object in this valid JSON text has twice; null if there is none. `JSON.parse` silently keeps the last value. */
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
    fail('__metadata__ must hold strings only.');
  }
  return value as Record<string, string>;
}

function readEntry(name: string, value: unknown, dataStart: number, fail: Fail): TensorEntry {
  const tensor = `tensor ${printable(name)}`;
  if (!isObject(value)) return fail(`${tensor} has no description.`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype)) return fail(`${tensor} has an unknown type (${printable(String(JSON.stringify(dtype)))}).`);
  if (!isCounts(shape) || shape.length > MAX_DIMENSIONS) return fail(`${tensor} has no valid shape.`);
  if (!isCounts(offsets) || offsets.length !== 2) return fail(`${tensor} has no valid data offsets.`);
  const [begin, end] = offsets as [number, number];
  const bytes = sizeOf(shape) * BYTES_OF[dtype];
  if (end - begin !== bytes) {
    return fail(`${tensor} of shape [${shape.join(', ')}] needs ${bytes} bytes, but its offsets say ${end - begin}.`);
  }
  return { name, dtype, shape, begin: dataStart + begin, end: dataStart + end };
}

/** Checks that the tensors fill the data without gaps and overlaps, as the format requires. */
function checkLayout(entries: readonly TensorEntry[], dataStart: number, fileBytes: number, fail: Fail): void {
  let end = dataStart;
  for (const entry of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (entry.begin < end) fail(`tensor ${printable(entry.name)} overlaps another tensor.`);
    if (entry.begin > end) fail(`there is a gap before tensor ${printable(entry.name)}.`);
    end = entry.end;
  }
  if (end > fileBytes) {
    fail(`it is truncated: ${end - dataStart} bytes of data were expected, but there are ${fileBytes - dataStart}.`);
  }
  if (end < fileBytes) fail(`${fileBytes - end} bytes follow the last tensor.`);
}

/** Elements of a tensor of this shape; Infinity if there are too many for a number. */
export function sizeOf(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((a, b) => a * b, 1);
}

function isDtype(value: unknown): value is Dtype {
  return typeof value === 'string' && Object.hasOwn(BYTES_OF, value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isCount);
}
