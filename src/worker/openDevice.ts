import { type GpuDevice, openGpu } from '../engine/gpu/device';
import { sleep } from '../engine/train/pacing';
import type { Problem, Started } from './protocol';

export interface DeviceEvents {
  lost(gpu: GpuDevice, reason: string): void;
  outOfMemory(): void;
  problem(problem: Problem): void;
}

/** @param tries a lost device is not at once to be had again */
export async function openDevice(events: DeviceEvents, tries: number): Promise<GpuDevice> {
  for (let attempt = 1; ; attempt++) {
    try {
      const gpu = await openGpu();
      void gpu.device.lost.then(({ message }) => events.lost(gpu, message));
      gpu.device.addEventListener('uncapturederror', ({ error }) => {
        if (error instanceof GPUOutOfMemoryError) events.outOfMemory();
        else events.problem({ kind: 'internal', message: error.message });
      });
      return gpu;
    } catch (error) {
      if (attempt === tries) throw error;
      await sleep(300 * attempt);
    }
  }
}

export function startedOn({ device, adapterName, software }: GpuDevice): Started {
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const maxBufferBytes = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  return { backend: 'webgpu', adapter: adapterName, software, maxBufferBytes };
}
