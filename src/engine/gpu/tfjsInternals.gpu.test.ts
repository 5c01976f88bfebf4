import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { capture } from './capture';
import { type GpuDevice, openGpu } from './device';

/** The version whose internals `tfjsInternals.ts` was written for. */
const VERSION = '4.22.0';

let gpu: GpuDevice;
beforeAll(async () => {
  gpu = await openGpu();
});

const kindOf = (value: unknown) =>
  value === null ? 'null' : typeof value === 'object' ? value.constructor.name : typeof value;

test('tfjs still has every internal that tfjsInternals.ts uses', () => {
  const { backend } = gpu;
  const x = tf.tensor1d([1, 2, 3]);
  backend.flush();
  const host = { ...backend.tensorMap.get(x.dataId) };
  const y = tf.square(x);
  const encoding = internalsOf(backend);
  backend.flush();
  const pool = internalsOf(backend.bufferManager);
  const found = {
    version: tf.version_core,
    'tensorMap: dtype of an uploaded tensor': host.dtype,
    'tensorMap: values before the upload': kindOf(host.values),
    'tensorMap: resource before the upload': kindOf(host.resource),
    'tensorMap: values after a program wrote the tensor': kindOf(backend.tensorMap.get(y.dataId).values),
    'tensorMap: resource after a program wrote the tensor': kindOf(backend.tensorMap.get(y.dataId).resource),
    'commandEncoder while encoding': kindOf(encoding.commandEncoder),
    'commandEncoder after a submit': kindOf(internalsOf(backend).commandEncoder),
    'computePassEncoder while encoding': kindOf(encoding.computePassEncoder),
    'computePassEncoder after a submit': kindOf(internalsOf(backend).computePassEncoder),
    commandQueueOwnedIds: kindOf(encoding.commandQueueOwnedIds),
    'dispatchCountInPass while encoding': encoding.dispatchCountInPass,
    'dispatchCountInPass after a submit': internalsOf(backend).dispatchCountInPass,
    'bufferManager.acquireBuffer': kindOf(pool.acquireBuffer),
    'bufferManager.releaseBuffer': kindOf(pool.releaseBuffer),
    'bufferManager.freeBuffers': kindOf(pool.freeBuffers),
    'bufferManager.numFreeBuffers': kindOf(pool.numFreeBuffers),
    'bufferManager.numBytesAllocated': kindOf(pool.numBytesAllocated),
    'engine().runKernelFunc': kindOf(internalsOf(tf.engine()).runKernelFunc),
    'overridden methods that are gone': OVERRIDDEN.filter((name) => !(name in WebGPUBackend.prototype)),
    'overridden methods that tfjs does not call in a program': notCalled(gpu),
  };
  expect(found).toEqual({
    version: VERSION,
    'tensorMap: dtype of an uploaded tensor': 'float32',
    'tensorMap: values before the upload': 'Float32Array',
    'tensorMap: resource before the upload': 'undefined',
    'tensorMap: values after a program wrote the tensor': 'undefined',
    'tensorMap: resource after a program wrote the tensor': 'GPUBuffer',
    'commandEncoder while encoding': 'GPUCommandEncoder',
    'commandEncoder after a submit': 'null',
    'computePassEncoder while encoding': 'GPUComputePassEncoder',
    'computePassEncoder after a submit': 'null',
    commandQueueOwnedIds: 'WeakSet',
    'dispatchCountInPass while encoding': 1,
    'dispatchCountInPass after a submit': 0,
    'bufferManager.acquireBuffer': 'function',
    'bufferManager.releaseBuffer': 'function',
    'bufferManager.freeBuffers': 'Map',
    'bufferManager.numFreeBuffers': 'number',
    'bufferManager.numBytesAllocated': 'number',
    'engine().runKernelFunc': 'function',
    'overridden methods that are gone': [],
    'overridden methods that tfjs does not call in a program': [],
  });
  tf.dispose([x, y]);
});

const OVERRIDDEN = ['ensureCommandEncoderReady', 'submitQueue', 'write', 'uploadToGPU', 'disposeData'] as const;

function internalsOf(object: object): Record<string, unknown> {
  return { ...object, ...methodsOf(object) };
}

function methodsOf(object: object): Record<string, unknown> {
  const prototype = Object.getPrototypeOf(object) as Record<string, unknown>;
  const methods = Object.getOwnPropertyNames(prototype).filter((name) => name in prototype && name !== 'constructor');
  return Object.fromEntries(
    methods.map((name) => [name, Object.getOwnPropertyDescriptor(prototype, name)!.value as unknown]),
  );
}

/** Captures a stock program with an upload and a freed result, and notes which overridden methods ran. */
function notCalled({ backend }: GpuDevice): string[] {
  const called = new Set<string>();
  for (const name of OVERRIDDEN) {
    const method = backend[name].bind(backend) as (...args: unknown[]) => never;
    backend[name] = (...args: unknown[]) => {
      called.add(name);
      return method(...args);
    };
  }
  const x = tf.tensor1d([4, 5]);
  const recorded = capture(
    backend,
    () => tf.tidy(() => tf.square(tf.add(x, 1))),
    (y) => [y],
  );
  recorded.dispose();
  x.dispose();
  for (const name of OVERRIDDEN) Reflect.deleteProperty(backend, name);
  return OVERRIDDEN.filter((name) => !called.has(name));
}
