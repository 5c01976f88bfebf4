/**
 * Everything in this folder that depends on how tfjs 4.22.0 works inside, rather than on its public API. After an upgrade,
 * `tfjsInternals.gpu.test.ts` names what changed.
 */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { BufferManager } from '@tensorflow/tfjs-backend-webgpu/dist/buffer_manager';
import { engine, type GradSaveFunc, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';

/** Fields of tfjs's backend that its typings hide, needed to share its command encoder. */
interface BackendInternals {
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  /** Tensors that commands not yet submitted use: tfjs releases their buffers at the next submit. */
  commandQueueOwnedIds: WeakSet<object>;
  dispatchCountInPass: number;
}

/** Fields of tfjs's buffer manager that its typings hide. */
interface PoolInternals {
  /** By size and usage. */
  freeBuffers: Map<string, GPUBuffer[]>;
  numFreeBuffers: number;
  numBytesAllocated: number;
}

/** What tfjs builds its own `customGrad` from; the typings hide it. */
interface EngineInternals {
  runKernelFunc(call: {
    forwardFunc: (backend: unknown, save: GradSaveFunc) => Tensor[];
    backwardsFunc: (dys: Tensor | Tensor[], saved: Tensor[]) => Record<string, () => Tensor>;
    inputs: Record<string, Tensor>;
  }): Tensor[];
}

/** The part of tfjs's buffer manager that its backend calls; a recorder brings its own. */
export interface BufferSource {
  readonly numBytesUsed: number;
  readonly numBytesAllocated: number;
  acquireBuffer(size: number, usage: number, mappedAtCreation?: boolean): GPUBuffer;
  releaseBuffer(buffer: GPUBuffer): void;
  dispose(): void;
}

/** While attached to the backend, a recorder provides the buffers and sees every command. See `capture.ts`. */
export interface CommandRecorder {
  readonly buffers: BufferSource;
  /** Wraps a fresh encoder, so that every command it encodes is also noted. */
  wrap(encoder: GPUCommandEncoder): GPUCommandEncoder;
  /** A tensor was given to the backend while recording. */
  created(dataId: object): void;
  /** Whether a tensor was made while recording. */
  owns(dataId: object): boolean;
}

/** Dispatches that gather before a submit. tfjs's default of 15 costs a submit every few layers. */
const SUBMIT_EVERY = 128;

/** tfjs's WebGPU backend with its command encoder, buffers and tensor data opened to subclasses and to a recorder. */
export class OpenBackend extends WebGPUBackend {
  #recorder: CommandRecorder | null = null;
  #ownBuffers: BufferManager | null = null;

  get #internals(): BackendInternals {
    return this as unknown as BackendInternals;
  }

  /** The GPU buffer that holds a tensor; uploads the tensor first if needed. */
  bufferOf(tensor: TensorInfo): GPUBuffer {
    this.uploadToGPU(tensor.dataId);
    return this.tensorMap.get(tensor.dataId).resource as GPUBuffer;
  }

  /** Drops the values that tfjs remembers on the CPU, because the GPU buffer was changed without its knowledge. */
  forgetCpuValues(tensor: TensorInfo): void {
    this.tensorMap.get(tensor.dataId).values = null!;
  }

  /** Sends everything encoded so far to the GPU. */
  flush(): void {
    if (!this.#internals.commandEncoder) return;
    this.endComputePassEncoder();
    this.submitQueue();
  }

  /** From here to `detach` every buffer comes from the recorder, which also sees every command. */
  attach(recorder: CommandRecorder): void {
    if (this.#recorder) throw new Error('A capture is already being recorded on this backend.');
    this.flush();
    this.#recorder = recorder;
    this.#ownBuffers = this.bufferManager;
    // tfjs's class has private fields, which a structural type cannot name.
    this.bufferManager = recorder.buffers as unknown as BufferManager;
  }

  detach(): void {
    this.flush();
    this.bufferManager = this.#ownBuffers!;
    this.#recorder = null;
    this.#ownBuffers = null;
  }

  /** When these tensors are disposed, their buffers do not go to the backend's pool. */
  disown(dataIds: Iterable<object>): void {
    for (const dataId of dataIds) if (this.tensorMap.has(dataId)) this.tensorMap.get(dataId).external = true;
  }

  /** Destroys the pool's free buffers. tfjs keeps each for the next tensor of exactly its size and never destroys one. */
  destroyFreeBuffers(): void {
    // Buffers become free when the commands that use them are submitted.
    this.flush();
    const pool = this.bufferManager as unknown as PoolInternals;
    for (const buffers of pool.freeBuffers.values()) {
      for (const buffer of buffers.splice(0)) {
        pool.numFreeBuffers--;
        pool.numBytesAllocated -= buffer.size;
        buffer.destroy();
      }
    }
  }

  /**
   * Encodes one dispatch among those of tfjs's programs, in the order of the calls.
   *
   * @param tensors that the bind group refers to
   */
  protected encode(
    pipeline: GPUComputePipeline,
    bindGroup: GPUBindGroup,
    [x, y]: [x: number, y: number],
    tensors: readonly TensorInfo[],
  ): void {
    const internals = this.#internals;
    for (const { dataId } of tensors) internals.commandQueueOwnedIds.add(dataId);
    this.ensureCommandEncoderReady();
    internals.computePassEncoder ??= internals.commandEncoder!.beginComputePass();
    internals.computePassEncoder.setPipeline(pipeline);
    internals.computePassEncoder.setBindGroup(0, bindGroup);
    internals.computePassEncoder.dispatchWorkgroups(x, y);
    if (++internals.dispatchCountInPass < SUBMIT_EVERY) return;
    this.endComputePassEncoder();
    this.submitQueue();
  }

  /** Dispatches encoded since the last submit. */
  protected get pendingDispatches(): number {
    return this.#internals.dispatchCountInPass;
  }

  override ensureCommandEncoderReady(): void {
    if (this.#internals.commandEncoder) return;
    const encoder = this.device.createCommandEncoder({ label: this.#recorder ? 'recording' : 'eager' });
    this.#internals.commandEncoder = this.#recorder ? this.#recorder.wrap(encoder) : encoder;
  }

  override write(...args: Parameters<WebGPUBackend['write']>): object {
    const dataId = super.write(...args);
    this.#recorder?.created(dataId);
    return dataId;
  }

  /**
   * A tensor from before the recording (a parameter that nothing used yet) outlives it: its buffer is the backend's own, and its
   * upload is not recorded, because every replay would set the tensor back.
   */
  override uploadToGPU(dataId: object): void {
    const data = this.tensorMap.get(dataId);
    if (!this.#recorder || this.#recorder.owns(dataId) || data.resource || !data.values) {
      super.uploadToGPU(dataId);
      return;
    }
    const values =
      data.dtype === 'float32'
        ? Float32Array.from(data.values as ArrayLike<number>)
        : Int32Array.from(data.values as ArrayLike<number>);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = this.#ownBuffers!.acquireBuffer(values.byteLength, usage);
    this.queue.writeBuffer(buffer, 0, values);
    data.resource = buffer;
    data.values = null!;
  }

  override disposeData(dataId: object, force?: boolean): boolean {
    // tfjs defers the release to the next submit, because a later upload could overtake commands that still read the buffer.
    // A recorder never uploads into a buffer twice, so a buffer freed here may serve the next program at once: that is how
    // intermediate buffers come to share memory by live range.
    if (this.#recorder) this.#internals.commandQueueOwnedIds.delete(dataId);
    return super.disposeData(dataId, force);
  }
}

/**
 * Runs an operation with several results under tfjs's autodiff.
 *
 * @param backward from the gradients of the results to those of the inputs, in their order
 */
export function runDifferentiable(
  inputs: readonly Tensor[],
  forward: (save: GradSaveFunc) => Tensor[],
  backward: (dys: Tensor[], saved: Tensor[]) => Tensor[],
): Tensor[] {
  return (engine() as unknown as EngineInternals).runKernelFunc({
    forwardFunc: (_, save) => forward(save),
    backwardsFunc: (dys, saved) => {
      const gradients = engine().tidy(() => backward(Array.isArray(dys) ? dys : [dys], saved));
      return Object.fromEntries(gradients.map((gradient, i) => [i, () => gradient]));
    },
    inputs: Object.fromEntries(inputs.map((input, i) => [i, input])),
  });
}
