import type { Tensor } from '@tensorflow/tfjs-core';
import { fusedBackend } from './fused';
import type { Outputs } from './repeated';

const FLOAT_BYTES = 4;
/** Holds what is read while training goes on: losses, one picture, logits of a chunk, attention of eight small pictures. */
const SLOT_BYTES = 256 * 1024;
/** Metrics, a look, the probes and an evaluation may be on their way at once. */
const SLOTS = 4;

/** A few mappable buffers that take turns, so that reading small results makes no buffer. */
class ReadbackRing {
  readonly #device: GPUDevice;
  readonly #slots = new Set<GPUBuffer>();
  readonly #free: GPUBuffer[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** A buffer of at least `bytes`, unmapped: a slot of the ring, or one of its own where it is too large or all are lent. */
  lend(bytes: number): GPUBuffer {
    if (bytes > SLOT_BYTES) return this.#make(bytes);
    const free = this.#free.pop();
    if (free || this.#slots.size === SLOTS) return free ?? this.#make(bytes);
    const slot = this.#make(SLOT_BYTES);
    this.#slots.add(slot);
    return slot;
  }

  giveBack(buffer: GPUBuffer): void {
    if (this.#slots.has(buffer)) this.#free.push(buffer);
    else buffer.destroy();
  }

  #make(size: number): GPUBuffer {
    return this.#device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  }
}

/** They go with their device. */
const rings = new WeakMap<GPUDevice, ReadbackRing>();

function ringOf(device: GPUDevice): ReadbackRing {
  const ring = rings.get(device) ?? new ReadbackRing(device);
  rings.set(device, ring);
  return ring;
}

/** A part of a tensor that is to be read. */
interface Wanted {
  buffer: GPUBuffer;
  bytes: number;
}

/**
 * Reads float32 tensors as they are at this point of the command stream: one copy and one wait for all of them, past tfjs's
 * own cache on the CPU side, which in-place kernels and replays leave behind. Work submitted later runs on meanwhile. More than
 * one buffer can hold goes into several.
 *
 * @param counts leading numbers to read of each tensor; all without it
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

/** Neighbours together as long as they are at most `most` bytes. */
function inPieces(wanted: readonly Wanted[], most: number): Wanted[][] {
  const pieces: Wanted[][] = [];
  let left = 0;
  for (const part of wanted) {
    if (part.bytes > left || pieces.length === 0) {
      pieces.push([]);
      left = most;
    }
    pieces.at(-1)!.push(part);
    left -= part.bytes;
  }
  return pieces;
}

async function readPiece(device: GPUDevice, piece: readonly Wanted[]): Promise<Float32Array<ArrayBuffer>[]> {
  const ring = ringOf(device);
  const all = piece.reduce((sum, { bytes }) => sum + bytes, 0);
  const staging = ring.lend(all);
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
  ring.giveBack(staging);
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
