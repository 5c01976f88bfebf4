import { failing, printable } from './badTensorFile';
import { BYTES_OF, type Dtype, type TensorEntry } from './safetensorsHeader';

/** A tensor's numbers: F32, F16 and BF16 as float32, F64 and I64 as float64. Integers must be exact in float64. */
export interface FileTensor {
  dtype: Dtype;
  shape: number[];
  data: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
}

/**
 * Decodes the bytes of one tensor.
 *
 * @param bytes the tensor's own bytes; the result shares them if they are aligned
 * @param file name of the file, for messages
 * @throws ProblemError `bad-file` if the type is not supported, or an integer is not exact in float64
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

/** IEEE 754 binary16: one sign bit, five exponent bits, ten fraction bits. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent ? 2 ** (exponent - 25) * (1024 + fraction) : 2 ** -24 * fraction);
}

/** bfloat16: the upper half of a float32. */
function brainFloats(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  return new Float32Array(bits.buffer);
}
