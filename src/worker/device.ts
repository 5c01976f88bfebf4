import { type GpuDevice, NoAdapterError, openGpu } from '../engine/gpu/device';
import { sleep } from '../engine/train/pacing';
import { Crashes, ProblemError } from '../experiment/problem';
import { openFallback } from './fallback';
import type { Ask, Problem, Started } from './protocol';

/** Times a lost device is asked for again before the person is: it is not at once to be had. */
const REOPEN_TRIES = 5;
/** Within a minute. */
const MAX_LOSSES = 5;

export interface DeviceEvents {
  /** The device in use was lost. */
  lost(reason: string): void;
  outOfMemory(): void;
  problem(problem: Problem): void;
}

/** The worker's device: opened at the start, and again after a loss. */
export class Device {
  #gpu: GpuDevice | null = null;
  adapter = '';
  maxBufferBytes = Number.POSITIVE_INFINITY;
  readonly #events: DeviceEvents;
  readonly #losses = new Crashes(MAX_LOSSES);

  constructor(events: DeviceEvents) {
    this.#events = events;
  }

  /** @throws ProblemError `no-adapter` when there is no backend of the kind that is asked for */
  async start(backend: Ask<'start'>['backend']): Promise<Started> {
    if (backend !== 'auto' && backend !== 'webgpu') return this.#takes(await openFallback(backend));
    try {
      await this.#open(1);
      return startedOn(this.#gpu!);
    } catch (error) {
      if (backend === 'webgpu') throw error;
      return this.#takes(await openFallback('auto', error));
    }
  }

  /** Null without WebGPU, and between a loss and the next device. */
  get gpu(): GpuDevice | null {
    return this.#gpu;
  }

  uses(gpu: GpuDevice | null): boolean {
    return this.#gpu === gpu;
  }

  /** Nothing of a lost device is used any more. */
  leave(): void {
    this.#gpu = null;
  }

  /** @throws when a new one cannot be had, or was lost too often of late */
  async reopen(): Promise<GpuDevice> {
    if (this.#losses.another()) throw new Error('it is lost again and again.');
    return this.#open(REOPEN_TRIES);
  }

  /** Settles when the present device is lost; undefined without WebGPU. */
  get lost(): Promise<unknown> | undefined {
    return this.#gpu?.device.lost;
  }

  /** Whether the processor does the graphics card's work; other backends are slow too. */
  get slow(): boolean {
    return this.#gpu?.software ?? true;
  }

  async #open(tries: number): Promise<GpuDevice> {
    for (let attempt = 1; ; attempt++) {
      try {
        const gpu = await openGpu();
        this.#listen(gpu);
        this.#gpu = gpu;
        this.#takes(startedOn(gpu));
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
          kept: 'The run is kept at its last snapshot.',
          remedy: 'Reload the page; if it happens again, choose a smaller student.',
        });
      }
    });
  }

  #takes(started: Started): Started {
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
