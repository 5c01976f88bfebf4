import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { BufferManager } from '@tensorflow/tfjs-backend-webgpu/dist/buffer_manager';
import { type DataType, engine, type Tensor, type TensorInfo, util } from '@tensorflow/tfjs-core';

/** Fields of tfjs's backend that its typings hide and that sharing its command encoder needs. */
interface BackendInternals {
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  commandQueueOwnedIds: WeakSet<object>;
  dispatchCountInPass: number;
  bufferManager: BufferManager;
}

/**
 * While a recorder is attached to the backend, it hands out the buffers and sees every command. See `capture.ts`.
 */
export interface CommandRecorder {
  readonly buffers: BufferManager;
  /** Wraps a fresh encoder so that what is encoded is noted too. */
  wrap(encoder: GPUCommandEncoder): GPUCommandEncoder;
  /** A tensor was given to the backend while recording. */
  created(dataId: object): void;
  /** Whether a tensor was made while recording. */
  owns(dataId: object): boolean;
}

/** Dispatches that tfjs gathers before it submits. Its default of 15 costs a submit every few layers. */
const SUBMIT_EVERY = 128;

/** How a buffer's elements are read in WGSL. */
export type Element = 'f32' | 'i32' | 'u32' | 'vec2f' | 'vec4f';

/** A tensor as a kernel reads it: by default scalars of its dtype. */
export type Operand = TensorInfo | { tensor: TensorInfo; as: Element };

/** Reads a tensor four floats at a time; its size must be a multiple of four. */
export function vec4(tensor: TensorInfo): Operand {
  return { tensor, as: 'vec4f' };
}

export interface KernelOutput {
  shape: number[];
  dtype?: DataType;
  as?: Element;
}

/**
 * One dispatch. Bindings are declared for the WGSL code under the names given here; `code` defines `fn kernel(i: u32)`, run
 * once for each i < invocations, and may define anything else beside it. Shapes belong into the code as constants: one
 * pipeline a shape, cached by its text.
 */
export interface Kernel<Out extends string> {
  name: string;
  inputs: Record<string, Operand>;
  outputs: Record<Out, KernelOutput>;
  /** Tensors changed in place, bound read_write. */
  updates?: Record<string, Operand>;
  invocations: number;
  workgroupSize?: number;
  /** Whether the code passes numbers on within a subgroup; it finds its place there in `subgroupLane`. */
  subgroups?: boolean;
  code: string;
}

/** How many threads of a workgroup the device runs in step: at least and at most. */
export interface Subgroups {
  least: number;
  most: number;
}

/** Subgroups up to this size are the vector units of a processor, where reading costs far more than computing. */
const MAX_SMALL = 8;

/** Whether threads are better told to read together, measured or not. */
export function areSmall(subgroups: Subgroups | null): subgroups is Subgroups {
  return subgroups !== null && subgroups.most <= MAX_SMALL;
}

/** tfjs's WebGPU backend, plus kernels of our own with several outputs and in-place updates, plus recording. */
export class CapturingBackend extends WebGPUBackend {
  readonly #pipelines = new Map<string, GPUComputePipeline>();
  #recorder: CommandRecorder | null = null;
  #ownBuffers: BufferManager | null = null;
  /** Null where threads cannot pass numbers on. */
  readonly subgroups: Subgroups | null;
  /** Dispatches since the start, for benchmarks. */
  dispatches = 0;
  submits = 0;
  /** Validation errors of the device so far: a kernel that does not compile computes nothing and says so only here. */
  readonly errors: string[] = [];

  constructor(device: GPUDevice, adapterInfo: GPUAdapterInfo) {
    super(device, adapterInfo);
    const { subgroupMinSize: least, subgroupMaxSize: most } = adapterInfo;
    this.subgroups = device.features.has('subgroups') && least > 0 ? { least, most } : null;
    device.addEventListener('uncapturederror', ({ error }) => this.errors.push(error.message));
  }

  get #internals(): BackendInternals {
    return this as unknown as BackendInternals;
  }

  /** Runs one kernel of our own among tfjs's programs, in the order of the calls. Outputs belong to the current tidy scope. */
  run<Out extends string>(kernel: Kernel<Out>): Record<Out, Tensor> {
    const outputs = {} as Record<Out, Tensor>;
    const bindings: { name: string; access: string; element: Element; tensor: TensorInfo }[] = [];
    for (const [name, operand] of Object.entries(kernel.inputs)) bindings.push(binding(name, 'read', operand));
    for (const [name, operand] of Object.entries(kernel.updates ?? {}))
      bindings.push(binding(name, 'read_write', operand));
    for (const [name, output] of Object.entries(kernel.outputs) as [Out, KernelOutput][]) {
      const tensor = this.allocate(output.shape, output.dtype);
      outputs[name] = tensor;
      bindings.push(binding(name, 'read_write', output.as ? { tensor, as: output.as } : tensor));
    }
    for (const { tensor } of bindings) this.uploadToGPU(tensor.dataId);

    const pipeline = this.#pipeline(kernel, bindings);
    const bindGroup = this.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: bindings.map(({ tensor }, i) => ({ binding: i, resource: { buffer: this.bufferOf(tensor) } })),
    });
    const internals = this.#internals;
    for (const { tensor } of bindings) internals.commandQueueOwnedIds.add(tensor.dataId);
    for (const operand of Object.values(kernel.updates ?? {}))
      this.tensorMap.get(tensorOf(operand).dataId).values = null!;

    this.ensureCommandEncoderReady();
    internals.computePassEncoder ??= internals.commandEncoder!.beginComputePass();
    internals.computePassEncoder.setPipeline(pipeline);
    internals.computePassEncoder.setBindGroup(0, bindGroup);
    const groups = Math.ceil(kernel.invocations / (kernel.workgroupSize ?? 64));
    const [x, y] = spread(groups, this.device.limits.maxComputeWorkgroupsPerDimension);
    internals.computePassEncoder.dispatchWorkgroups(x, y);
    this.dispatches++;
    if (++internals.dispatchCountInPass >= SUBMIT_EVERY) {
      this.endComputePassEncoder();
      this.submitQueue();
    }
    return outputs;
  }

  /** A tensor with whatever its memory holds, for kernels to write into by parts. Belongs to the current tidy scope. */
  allocate(shape: number[], dtype: DataType = 'float32'): Tensor {
    return engine().makeTensorFromTensorInfo(this.makeTensorInfo(shape, dtype));
  }

  /** The GPU buffer that holds a tensor, uploading it first where needed. */
  bufferOf(tensor: TensorInfo): GPUBuffer {
    this.uploadToGPU(tensor.dataId);
    return this.tensorMap.get(tensor.dataId).resource as GPUBuffer;
  }

  /** Sends everything encoded so far to the GPU. */
  flush(): void {
    if (!this.#internals.commandEncoder) return;
    this.endComputePassEncoder();
    this.submitQueue();
  }

  /** From here to `detach` every buffer comes from the recorder and every command is shown to it. */
  attach(recorder: CommandRecorder): void {
    if (this.#recorder) throw new Error('A capture is already being recorded on this backend.');
    this.flush();
    this.#recorder = recorder;
    this.#ownBuffers = this.bufferManager;
    this.bufferManager = recorder.buffers;
  }

  detach(): void {
    this.flush();
    this.bufferManager = this.#ownBuffers!;
    this.#recorder = null;
    this.#ownBuffers = null;
  }

  override ensureCommandEncoderReady(): void {
    if (this.#internals.commandEncoder) return;
    const encoder = this.device.createCommandEncoder();
    this.#internals.commandEncoder = this.#recorder ? this.#recorder.wrap(encoder) : encoder;
  }

  override submitQueue(): void {
    this.submits++;
    super.submitQueue();
  }

  override write(...args: Parameters<WebGPUBackend['write']>): object {
    const dataId = super.write(...args);
    this.#recorder?.created(dataId);
    return dataId;
  }

  /**
   * A tensor from before the recording (a parameter that was never used yet) outlives it: its buffer is the backend's own, and
   * its upload is no command of the recording, which would set it back at every replay.
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

  #pipeline(
    kernel: Kernel<string>,
    bindings: { name: string; access: string; element: Element }[],
  ): GPUComputePipeline {
    const size = kernel.workgroupSize ?? 64;
    const { subgroups = false } = kernel;
    // Whether a subgroup's threads agree on a branch, the compiler cannot see from the places of threads; the kernels make sure.
    const head = subgroups
      ? 'enable subgroups;\ndiagnostic(off, subgroup_uniformity);\nvar<private> subgroupLane: u32;\n'
      : '';
    const code = `${head}${bindings
      .map(
        ({ name, access, element }, i) =>
          `@group(0) @binding(${i}) var<storage, ${access}> ${name}: array<${element}>;`,
      )
      .join('\n')}
${kernel.code}
@compute @workgroup_size(${size})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u${subgroups ? ', @builtin(subgroup_invocation_id) lane: u32' : ''}) {
  ${subgroups ? 'subgroupLane = lane;' : ''}
  let i = id.y * groups.x * ${size}u + id.x;
  if (i < ${kernel.invocations}u) { kernel(i); }
}`;
    let pipeline = this.#pipelines.get(code);
    if (!pipeline) {
      // An explicit layout: the automatic one leaves out bindings that the code happens not to use.
      const group = this.device.createBindGroupLayout({
        entries: bindings.map(({ access }, binding) => ({
          binding,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: access === 'read' ? ('read-only-storage' as const) : ('storage' as const) },
        })),
      });
      pipeline = this.device.createComputePipeline({
        label: kernel.name,
        layout: this.device.createPipelineLayout({ bindGroupLayouts: [group] }),
        compute: { module: this.device.createShaderModule({ label: kernel.name, code }), entryPoint: 'main' },
      });
      this.#pipelines.set(code, pipeline);
    }
    return pipeline;
  }
}

function tensorOf(operand: Operand): TensorInfo {
  return 'tensor' in operand ? operand.tensor : operand;
}

function binding(name: string, access: string, operand: Operand) {
  const tensor = tensorOf(operand);
  const element: Element = 'tensor' in operand ? operand.as : tensor.dtype === 'float32' ? 'f32' : 'i32';
  if (element === 'vec4f')
    util.assert(util.sizeFromShape(tensor.shape) % 4 === 0, () => `${name}: size is not a multiple of 4`);
  return { name, access, element, tensor };
}

/** Workgroups over two dimensions where one is not enough. */
function spread(groups: number, most: number): [number, number] {
  if (groups <= most) return [groups, 1];
  const y = Math.ceil(groups / most);
  return [Math.ceil(groups / y), y];
}
