import { type GpuDevice, openGpu } from '../engine/gpu/device';
import { sleep } from '../engine/train/pacing';
import type { Problem, Started } from './protocol';

/** Milliseconds within which a lost device is told. */
const LOSS_TOLD_MS = 200;

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

/** Whether the device is gone, as far as that is told within a moment. */
export async function isLost(gpu: GpuDevice | null): Promise<boolean> {
  if (!gpu) return false;
  return Promise.race([gpu.device.lost.then(() => true), sleep(LOSS_TOLD_MS).then(() => false)]);
}

export function startedOn({ device, adapterName, software }: GpuDevice): Started {
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const maxBufferBytes = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  return { backend: 'webgpu', adapter: adapterName, software, maxBufferBytes };
}
