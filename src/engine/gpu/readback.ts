import type { Tensor } from '@tensorflow/tfjs-core';
import { fusedBackend } from './fused';
import type { Outputs } from './repeated';

const FLOAT_BYTES = 4;
/** Enough for what is read during training: losses, one picture, logits of a chunk, attention of eight small pictures. */
const SLOT_BYTES = 256 * 1024;
/** Metrics, an inspection, the probes and an evaluation may be read at the same time. */
const SLOTS = 4;

/** A few mappable buffers used in turn, so that reading small results creates no buffer. */
class ReadbackRing {
  readonly #device: GPUDevice;
  readonly #slots = new Set<GPUBuffer>();
  readonly #free: GPUBuffer[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** An unmapped buffer of at least `bytes`: a slot of the ring, or a new buffer if the size exceeds a slot or all are in use. */
  acquire(bytes: number): GPUBuffer {
    if (bytes > SLOT_BYTES) return this.#make(bytes);
    const free = this.#free.pop();
    if (free || this.#slots.size === SLOTS) return free ?? this.#make(bytes);
    const slot = this.#make(SLOT_BYTES);
    this.#slots.add(slot);
    return slot;
  }

  release(buffer: GPUBuffer): void {
    if (this.#slots.has(buffer)) this.#free.push(buffer);
    else buffer.destroy();
  }

  #make(size: number): GPUBuffer {
    return this.#device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  }
}

/** Garbage collected with their device. */
const rings = new WeakMap<GPUDevice, ReadbackRing>();

function ringOf(device: GPUDevice): ReadbackRing {
  const ring = rings.get(device) ?? new ReadbackRing(device);
  rings.set(device, ring);
  return ring;
}

/** The first bytes of a tensor's buffer, to be read. */
interface Span {
  buffer: GPUBuffer;
  bytes: number;
}

/**
 * Reads float32 tensors as they are at this point of the command stream, with one copy and one wait for all of them. It bypasses
 * tfjs's cache on the CPU, which in-place kernels and replays make stale. Work submitted later does not have to wait. Results
 * larger than the largest buffer are read in several pieces.
 *
 * @param counts leading elements to read of each tensor; all by default
 */
export async function readTensors(
  tensors: readonly Tensor[],
  counts: readonly number[] = tensors.map(({ size }) => size),
): Promise<Float32Array<ArrayBuffer>[]> {
  const gpu = fusedBackend();
  if (!gpu) {
    const all = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
    return all.map((values, i) => Float32Array.from(values.subarray(0, counts[i])));
  }
  const wanted = tensors.map((tensor, i) => ({ buffer: gpu.bufferOf(tensor), bytes: FLOAT_BYTES * counts[i]! }));
  gpu.flush();
  const together = inPieces(wanted, gpu.device.limits.maxBufferSize);
  return (await Promise.all(together.map((piece) => readPiece(gpu.device, piece)))).flat();
}

/** Groups neighbours into pieces of at most `maxBytes`. */
function inPieces(wanted: readonly Span[], maxBytes: number): Span[][] {
  const pieces: Span[][] = [];
  let left = 0;
  for (const part of wanted) {
    if (part.bytes > left || pieces.length === 0) {
      pieces.push([]);
      left = maxBytes;
    }
    pieces.at(-1)!.push(part);
    left -= part.bytes;
  }
  return pieces;
}

async function readPiece(device: GPUDevice, piece: readonly Span[]): Promise<Float32Array<ArrayBuffer>[]> {
  const ring = ringOf(device);
  const all = piece.reduce((sum, { bytes }) => sum + bytes, 0);
  const staging = ring.acquire(all);
  const encoder = device.createCommandEncoder();
  let offset = 0;
  for (const { buffer, bytes } of piece) {
    encoder.copyBufferToBuffer(buffer, 0, staging, offset, bytes);
    offset += bytes;
  }
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ, 0, all);
  const mapped = staging.getMappedRange(0, all);
  let end = 0;
  const values = piece.map(({ bytes }) => {
    end += bytes;
    return new Float32Array(mapped.slice(end - bytes, end));
  });
  staging.unmap();
  ring.release(staging);
  return values;
}

/** Reads named outputs together; null stays null. */
export async function readOutputs<T extends Outputs>(
  outputs: T,
): Promise<{ [K in keyof T]: Float32Array<ArrayBuffer> | (null extends T[K] ? null : never) }> {
  const present = Object.entries(outputs).filter((entry): entry is [string, Tensor] => entry[1] !== null);
  const arrays = await readTensors(present.map(([, tensor]) => tensor));
  const byName = new Map(present.map(([name], i) => [name, arrays[i]!]));
  return Object.fromEntries(Object.keys(outputs).map((name) => [name, byName.get(name) ?? null])) as never;
}
