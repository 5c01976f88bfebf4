import * as tf from '@tensorflow/tfjs-core';
// After the core: its modules import each other in a circle, and entered from here tensors would have no operations.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { ProblemError } from '../../experiment/problem';
import { CapturingBackend } from './capturingBackend';

/** A device of our own, handed to tfjs as its `webgpu` backend. */
export interface GpuDevice {
  backend: CapturingBackend;
  device: GPUDevice;
  /** E.g. "nvidia ada-lovelace". */
  adapterName: string;
  software: boolean;
}

const WANTED_FEATURES: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups', 'shader-f16'];
const WANTED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/** `openGpuWith` everything useful that the adapter has. */
export function openGpu(): Promise<GpuDevice> {
  return openGpuWith(WANTED_LIMITS, WANTED_FEATURES);
}

/**
 * Asks for a device with those features that the adapter has and makes it tfjs's current backend.
 *
 * @param limits that are asked for beyond the least that every adapter has
 * @throws ProblemError `no-adapter` when the browser has no WebGPU or no adapter for it.
 */
export async function openGpuWith(
  limits: readonly (typeof WANTED_LIMITS)[number][],
  features: readonly GPUFeatureName[],
): Promise<GpuDevice> {
  const gpu = typeof navigator === 'undefined' ? undefined : navigator.gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new ProblemError(
      'no-adapter',
      gpu ? 'WebGPU is here, but it found no graphics adapter.' : 'This browser has no WebGPU.',
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
