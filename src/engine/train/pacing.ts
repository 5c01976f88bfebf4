import { fusedBackend } from '../gpu/fused';

/** Resolves when the GPU has finished all submitted work. */
export function gpuDone(): Promise<unknown> {
  const gpu = fusedBackend();
  if (!gpu) return Promise.resolve();
  gpu.flush();
  return gpu.device.queue.onSubmittedWorkDone();
}

export function now(): number {
  return performance.now();
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Lets the event loop handle messages. Browsers slow down timers in background tabs, but not message channels. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
