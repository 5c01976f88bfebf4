import { ProblemError } from '../problem';

/**
 * The safetensors container: eight bytes of header length (little-endian), a JSON header
 * `{name: {dtype, shape, data_offsets: [begin, end]}, __metadata__: {…}}`, then the data, row-major and little-endian.
 * Written are F32 tensors; read are F32 and I64. Everything a header says is checked before anything is made of it.
 */
export interface TensorFile {
  /** In the order of the header. I64 is read as numbers and must be exact. */
  tensors: Map<string, FileTensor>;
  metadata: Record<string, string>;
}

export interface FileTensor {
  shape: number[];
  data: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
}

/** A header larger than this is no header of ours or anyone's. */
const MOST_HEADER_BYTES = 16 * 1024 * 1024;
const LENGTH_BYTES = 8;
const BYTES_OF = { F32: 4, I64: 8 } as const;
type Dtype = keyof typeof BYTES_OF;

interface Entry {
  name: string;
  dtype: Dtype;
  shape: number[];
  begin: number;
  end: number;
}

/**
 * @param file what the file is called, for messages.
 * @throws ProblemError `bad-file` naming the file, the tensor and what was expected.
 */
export function readSafetensors(bytes: Uint8Array, file: string): TensorFile {
  const fail = (what: string): never => {
    throw new ProblemError('bad-file', `${file}: ${what}`, { remedy: 'Choose a complete safetensors file.' });
  };
  if (bytes.length < LENGTH_BYTES) fail(`${bytes.length} bytes are too few for a safetensors file.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > MOST_HEADER_BYTES || headerLength > bytes.length - LENGTH_BYTES) {
    fail('the header length does not fit the file; it is truncated or no safetensors file.');
  }
  const start = LENGTH_BYTES + headerLength;
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, start), fail);
  const entries: Entry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') metadata = readMetadata(value, fail);
    else entries.push(readEntry(name, value, fail));
  }
  checkLayout(entries, bytes.length - start, fail);
  const tensors = new Map<string, FileTensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    // A copy: the data need not be aligned in the file. (The slice of Node's Buffer would be none.)
    const data = Uint8Array.prototype.slice.call(bytes, start + begin, start + end).buffer;
    tensors.set(name, { shape, data: dtype === 'F32' ? new Float32Array(data) : exactNumbers(name, data, fail) });
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
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
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

type Fail = (what: string) => never;

function parseHeader(bytes: Uint8Array, fail: Fail): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    fail('the header is no JSON; this is no safetensors file.');
  }
  return isObject(header) ? header : fail('the header is no JSON object.');
}

function readMetadata(value: unknown, fail: Fail): Record<string, string> {
  if (!isObject(value) || !Object.values(value).every((text) => typeof text === 'string')) {
    fail('__metadata__ must hold texts only.');
  }
  return value as Record<string, string>;
}

function readEntry(name: string, value: unknown, fail: Fail): Entry {
  if (!isObject(value)) return fail(`tensor ${name} has no description.`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (dtype !== 'F32' && dtype !== 'I64') return fail(`tensor ${name} is ${String(dtype)}; F32 or I64 was expected.`);
  if (!isCounts(shape)) return fail(`tensor ${name} has no valid shape.`);
  if (!isCounts(offsets) || offsets.length !== 2) return fail(`tensor ${name} has no valid data offsets.`);
  const [begin, end] = offsets as [number, number];
  const bytes = sizeOf(shape) * BYTES_OF[dtype];
  if (end - begin !== bytes) {
    return fail(`tensor ${name} of shape [${shape}] needs ${bytes} bytes, but its offsets say ${end - begin}.`);
  }
  return { name, dtype, shape, begin, end };
}

/** The tensors must fill the data from its start to its end, without holes and overlaps (as the format demands). */
function checkLayout(entries: readonly Entry[], dataBytes: number, fail: Fail): void {
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (entry.begin < end) fail(`tensor ${entry.name} overlaps another one.`);
    if (entry.begin > end) fail(`there is a hole before tensor ${entry.name}.`);
    end = entry.end;
  }
  if (end > dataBytes) fail(`it is truncated: ${end} bytes of data were expected, ${dataBytes} are there.`);
  if (end < dataBytes) fail(`${dataBytes - end} bytes follow the last tensor.`);
}

function exactNumbers(name: string, data: ArrayBuffer, fail: Fail): Float64Array<ArrayBuffer> {
  const numbers = Float64Array.from(new BigInt64Array(data), Number);
  if (!numbers.every(Number.isSafeInteger)) fail(`tensor ${name} holds integers beyond 2^53.`);
  return numbers;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}
