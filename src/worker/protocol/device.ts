import type { Empty } from './messages';

export type BackendName = 'webgpu' | 'webgl' | 'cpu';

export interface DeviceRequests {
  /**
   * Opens a device; every other request comes after it. `auto` takes WebGPU, else WebGL, else fails with `no-adapter`. Files are
   * loaded from below `baseUrl`. `page` names the page, which keeps its name through reloads.
   */
  start: { ask: { backend: BackendName | 'auto'; baseUrl: string; page: string }; answer: Started };
  /** Breaks something on purpose, so that anyone can watch the recovery. */
  fault: { ask: { fault: 'lose-device' | 'crash-worker' | 'poison-weights' }; answer: Empty };
}

export interface Started {
  backend: BackendName;
  /** E.g. "nvidia ada-lovelace", "google swiftshader (software)". */
  adapter: string;
  software: boolean;
  maxBufferBytes: number;
  /** A Web Lock that the worker holds as long as it lives: its release tells the page that the worker ended without an error event. */
  lifeLock?: string;
}
