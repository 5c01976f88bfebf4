import * as tf from '@tensorflow/tfjs-core';
// Keep this after the core. Its modules import each other in a circle; entered from here, tensors would have no operations.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { CapturingBackend } from './capturingBackend';

/** The browser offers no WebGPU, or no adapter for it. The message is one sentence for the user. */
export class NoAdapterError extends Error {
  override readonly name = 'NoAdapterError';
}

/** A device of our own, given to tfjs as its `webgpu` backend. */
export interface GpuDevice {
  backend: CapturingBackend;
  device: GPUDevice;
  /** E.g. "nvidia ada-lovelace". */
  adapterName: string;
  software: boolean;
}

const WANTED_FEATURES: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups'];
const WANTED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/**
 * Opens a device with every useful feature and the highest limits of the adapter; see `openGpuWith`.
 *
 * @throws NoAdapterError
 */
export function openGpu(): Promise<GpuDevice> {
  return openGpuWith(WANTED_LIMITS, WANTED_FEATURES);
}

/**
 * Opens a device and makes it tfjs's current backend.
 *
 * @param limits to raise from WebGPU's defaults to the adapter's own
 * @param features to request if the adapter has them
 * @throws NoAdapterError if the browser has no WebGPU or no adapter for it
 */
export async function openGpuWith(
  limits: readonly (typeof WANTED_LIMITS)[number][],
  features: readonly GPUFeatureName[],
): Promise<GpuDevice> {
  const gpu = typeof navigator === 'undefined' ? undefined : navigator.gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new NoAdapterError(
      gpu ? 'This browser has WebGPU, but it found no graphics adapter.' : 'This browser has no WebGPU.',
    );
  }
  const device = await adapter.requestDevice({
    requiredFeatures: features.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(limits.map((name) => [name, adapter.limits[name]])),
  });
  const backend = new CapturingBackend(device, adapter.info);
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => backend, 10);
  await tf.setBackend('webgpu');
  const { vendor, architecture, description } = adapter.info;
  const adapterName = [vendor, architecture].filter(Boolean).join(' ') || description || 'unnamed adapter';
  return {
    backend,
    device,
    adapterName,
    software: /swiftshader|llvmpipe|lavapipe|software/i.test(`${adapterName} ${description}`),
  };
}
