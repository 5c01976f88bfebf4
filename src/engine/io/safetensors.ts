import { LENGTH_BYTES, readHeader, sizeOf } from './safetensorsHeader';
import { decodeTensor, type FileTensor } from './tensorData';

/**
 * The safetensors container: eight bytes of header length (little-endian), a JSON header
 * `{name: {dtype, shape, data_offsets: [begin, end]}, __metadata__: {…}}`, then the data, row-major and little-endian.
 * The whole header is checked, also against the file's size, before any data is read.
 */
export interface TensorFile {
  /** In the order of the header. */
  tensors: Map<string, FileTensor>;
  metadata: Record<string, string>;
}

/**
 * Reads a whole file in memory.
 *
 * @param file name of the file, for messages
 * @throws ProblemError `bad-file` with a sentence that names the file, the tensor and what was expected
 */
export function readSafetensors(bytes: Uint8Array, file: string): TensorFile {
  const { entries, metadata } = readHeader(bytes, bytes.length, file);
  const tensors = new Map<string, FileTensor>();
  for (const entry of entries) {
    // A copy, because the data may not be aligned in the file. Buffer.prototype.slice of Node does not copy.
    const own: Uint8Array<ArrayBuffer> = Uint8Array.prototype.slice.call(bytes, entry.begin, entry.end);
    tensors.set(entry.name, decodeTensor(entry, own, file));
  }
  return { tensors, metadata };
}

/**
 * Writes a file of F32 tensors.
 *
 * @throws RangeError if the data of a tensor does not fit its shape
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, { shape: readonly number[]; data: Float32Array }>,
  metadata: Record<string, string> = {},
): Uint8Array<ArrayBuffer> {
  // Without a prototype, so that a tensor may have the name `__proto__`.
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
  // Spaces align the data.
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + headerLength + end).fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerLength);
  bytes.set(json, LENGTH_BYTES);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  let at = LENGTH_BYTES + headerLength;
  for (const { data } of tensors.values()) {
    // All platforms with WebGPU or WebGL are little-endian.
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}
