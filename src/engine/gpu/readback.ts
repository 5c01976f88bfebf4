import type { Tensor } from '@tensorflow/tfjs-core';
import { fusedBackend } from './fused';

/**
 * Reads float32 tensors as they are at this point of the command stream: one copy and one wait for all of them, past tfjs's
 * own cache on the CPU side, which in-place kernels and replays leave behind. Work submitted later runs on meanwhile.
 */
export async function readTensors(tensors: readonly Tensor[]): Promise<Float32Array<ArrayBuffer>[]> {
  const gpu = fusedBackend();
  if (!gpu) {
    return Promise.all(tensors.map(async (tensor) => Float32Array.from(await tensor.data<'float32'>())));
  }
  const buffers = tensors.map((tensor) => gpu.bufferOf(tensor));
  gpu.flush();
  const bytes = tensors.reduce((sum, { size }) => sum + 4 * size, 0);
  const staging = gpu.device.createBuffer({ size: bytes, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  const encoder = gpu.device.createCommandEncoder();
  let offset = 0;
  for (const [i, { size }] of tensors.entries()) {
    encoder.copyBufferToBuffer(buffers[i]!, 0, staging, offset, 4 * size);
    offset += 4 * size;
  }
  gpu.device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const all = new Float32Array(staging.getMappedRange().slice(0));
  staging.destroy();
  let end = 0;
  return tensors.map(({ size }) => {
    end += size;
    return all.slice(end - size, end);
  });
}
