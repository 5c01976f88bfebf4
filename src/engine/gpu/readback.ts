import type { Tensor } from '@tensorflow/tfjs-core';
import { fusedBackend } from './fused';
import type { Outputs } from './repeated';

/**
 * Reads float32 tensors as they are at this point of the command stream: one copy and one wait for all of them, past tfjs's
 * own cache on the CPU side, which in-place kernels and replays leave behind. Work submitted later runs on meanwhile.
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
  const buffers = tensors.map((tensor) => gpu.bufferOf(tensor));
  gpu.flush();
  const bytes = counts.reduce((sum, count) => sum + 4 * count, 0);
  const staging = gpu.device.createBuffer({ size: bytes, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  const encoder = gpu.device.createCommandEncoder();
  let offset = 0;
  for (const [i, count] of counts.entries()) {
    encoder.copyBufferToBuffer(buffers[i]!, 0, staging, offset, 4 * count);
    offset += 4 * count;
  }
  gpu.device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const all = new Float32Array(staging.getMappedRange().slice(0));
  staging.destroy();
  let end = 0;
  return counts.map((count) => {
    end += count;
    return all.slice(end - count, end);
  });
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
