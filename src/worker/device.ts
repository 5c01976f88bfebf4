import { type GpuDevice, NoAdapterError, openGpu } from '../engine/gpu/device';
import { sleep } from '../engine/train/pacing';
import { ProblemError } from '../experiment/problem';
import { openFallback } from './fallback';
import type { Ask, Problem, Started } from './protocol';

/** Attempts to open a new device after a loss: right after it, there may be none. */
const REOPEN_TRIES = 5;

export interface DeviceEvents {
  /** The device in use was lost. */
  lost(reason: string): void;
  outOfMemory(): void;
  problem(problem: Problem): void;
}

/** What a session uses of its device. */
export type SessionDevice = Pick<Device, keyof Device>;

/** The worker's device: opened at the start, and again after a loss. */
export class Device {
  #gpu: GpuDevice | null = null;
  adapter = '';
  maxBufferBytes = Number.POSITIVE_INFINITY;
  readonly #events: DeviceEvents;

  constructor(events: DeviceEvents) {
    this.#events = events;
  }

  /** @throws ProblemError `no-adapter` if the browser does not offer the requested backend */
  async start(backend: Ask<'start'>['backend']): Promise<Started> {
    if (backend !== 'auto' && backend !== 'webgpu') return this.#accept(await openFallback(backend));
    try {
      await this.#open(1);
      return startedOn(this.#gpu!);
    } catch (error) {
      if (backend === 'webgpu') throw error;
      return this.#accept(await openFallback('auto', error));
    }
  }

  /** Null without WebGPU, and between a loss and the next device. */
  get gpu(): GpuDevice | null {
    return this.#gpu;
  }

  /** The device is lost and is not used any longer. */
  leave(): void {
    this.#gpu = null;
  }

  /** @throws if the browser offers no new device */
  reopen(): Promise<GpuDevice> {
    return this.#open(REOPEN_TRIES);
  }

  /** Settles when the current device is lost; undefined without WebGPU. */
  get lost(): Promise<unknown> | undefined {
    return this.#gpu?.device.lost;
  }

  /** Whether the processor does the work of the graphics card. Backends other than WebGPU count as slow too. */
  get slow(): boolean {
    return this.#gpu?.software ?? true;
  }

  async #open(tries: number): Promise<GpuDevice> {
    for (let attempt = 1; ; attempt++) {
      try {
        const gpu = await openGpu();
        this.#listen(gpu);
        this.#gpu = gpu;
        this.#accept(startedOn(gpu));
        return gpu;
      } catch (error) {
        if (attempt === tries) throw error instanceof NoAdapterError ? noAdapter(error) : error;
        await sleep(300 * attempt);
      }
    }
  }

  #listen(gpu: GpuDevice): void {
    void gpu.device.lost.then(({ message }) => {
      if (this.#gpu === gpu) this.#events.lost(message);
    });
    gpu.device.addEventListener('uncapturederror', ({ error }) => {
      if (error instanceof GPUOutOfMemoryError) this.#events.outOfMemory();
      else {
        this.#events.problem({
          kind: 'internal',
          message: `The GPU refused a command: ${error.message.split('\n')[0]}`,
          kept: 'The last snapshot of the run is kept.',
          remedy: 'Reload the page; if it happens again, choose a smaller student.',
        });
      }
    });
  }

  #accept(started: Started): Started {
    this.maxBufferBytes = started.maxBufferBytes;
    this.adapter = started.adapter;
    return started;
  }
}

function noAdapter({ message }: NoAdapterError): ProblemError {
  return new ProblemError('no-adapter', message);
}

function startedOn({ device, adapterName, software }: GpuDevice): Started {
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const maxBufferBytes = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  return { backend: 'webgpu', adapter: adapterName, software, maxBufferBytes };
}
