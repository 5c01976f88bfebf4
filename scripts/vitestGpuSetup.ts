import { afterEach, expect } from 'vitest';
import { findSwiftShader } from './browser';
import { installNodeGpu } from './nodeGpu';

// The adapter of the browser tests, the same on every machine. It also compiles shaders many times faster than Mesa's, and
// tests compile much and compute little. DEIT_GPU=hardware tests the machine's own.
if (findSwiftShader()) process.env.DEIT_GPU ??= 'swiftshader';
await installNodeGpu();

// DEIT_GPU_DEBUG=1|2 prints what the backend does; see src/engine/gpu/debug.ts.
const debugLevel = Number(process.env.DEIT_GPU_DEBUG ?? 0);
if (debugLevel === 1 || debugLevel === 2) (await import('../src/engine/gpu/debug')).setGpuDebug(debugLevel);

// A kernel that does not compile computes nothing, and the test itself would not notice.
afterEach(async () => {
  const { getBackend } = await import('@tensorflow/tfjs-core');
  if (getBackend() !== 'webgpu') return;
  const { fusedBackend } = await import('../src/engine/gpu/fused');
  const gpu = fusedBackend();
  await gpu?.device.queue.onSubmittedWorkDone();
  expect(gpu?.errors ?? []).toEqual([]);
});
