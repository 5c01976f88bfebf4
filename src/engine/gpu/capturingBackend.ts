import { type DataType, engine, type Tensor } from '@tensorflow/tfjs-core';
import { type Binding, bindingOf, type Kernel, type KernelOutput, shaderOf, tensorOf, workgroupsOf } from './kernel';
import { gpuObserver } from './observer';
import type { Subgroups } from './subgroups';
import { OpenBackend } from './tfjsInternals';

/** tfjs's WebGPU backend, plus kernels of our own with several outputs and in-place updates, plus recording (`capture.ts`). */
export class CapturingBackend extends OpenBackend {
  readonly #pipelines = new Map<string, GPUComputePipeline>();
  /** Null if threads cannot exchange values. */
  readonly subgroups: Subgroups | null;
  /** Dispatches of our kernels and of replays since the start, for benchmarks. */
  dispatches = 0;
  submits = 0;
  /** Validation errors of the device so far. A kernel that does not compile computes nothing and reports it only here. */
  readonly errors: string[] = [];

  constructor(device: GPUDevice, adapterInfo: GPUAdapterInfo) {
    super(device, adapterInfo);
    const { subgroupMinSize: min, subgroupMaxSize: max } = adapterInfo;
    this.subgroups = device.features.has('subgroups') && min > 0 ? { min, max } : null;
    device.addEventListener('uncapturederror', ({ error }) => this.errors.push(error.message));
  }

  /**
   * Runs one kernel of our own among tfjs's programs, in the order of the calls. Outputs belong to the current tidy scope.
   *
   * @throws Error if an operand's size does not fit its element type
   */
  run<Out extends string>(kernel: Kernel<Out>): Record<Out, Tensor> {
    const observer = gpuObserver();
    return observer ? observer.around(kernel.name, this.device, () => this.#dispatch(kernel)) : this.#dispatch(kernel);
  }

  /** A tensor with undefined contents, for kernels to write into part by part. Belongs to the current tidy scope. */
  allocate(shape: number[], dtype: DataType = 'float32'): Tensor {
    return engine().makeTensorFromTensorInfo(this.makeTensorInfo(shape, dtype));
  }

  override submitQueue(): void {
    this.submits++;
    gpuObserver()?.submitted(this.pendingDispatches);
    super.submitQueue();
  }

  #dispatch<Out extends string>(kernel: Kernel<Out>): Record<Out, Tensor> {
    const outputs = {} as Record<Out, Tensor>;
    const bindings: Binding[] = [];
    for (const [name, operand] of Object.entries(kernel.inputs)) bindings.push(bindingOf(name, 'read', operand));
    for (const [name, operand] of Object.entries(kernel.updates ?? {}))
      bindings.push(bindingOf(name, 'read_write', operand));
    for (const [name, output] of Object.entries(kernel.outputs) as [Out, KernelOutput][]) {
      const tensor = this.allocate(output.shape, output.dtype);
      outputs[name] = tensor;
      bindings.push(bindingOf(name, 'read_write', output.as ? { tensor, as: output.as } : tensor));
    }
    for (const { tensor } of bindings) this.uploadToGPU(tensor.dataId);

    const pipeline = this.#pipeline(kernel, bindings);
    const bindGroup = this.device.createBindGroup({
      label: kernel.name,
      layout: pipeline.getBindGroupLayout(0),
      entries: bindings.map((binding, i) => ({ binding: i, resource: { buffer: this.#labelled(kernel, binding) } })),
    });
    for (const operand of Object.values(kernel.updates ?? {})) this.forgetCpuValues(tensorOf(operand));
    const { maxComputeWorkgroupsPerDimension } = this.device.limits;
    const tensors = bindings.map(({ tensor }) => tensor);
    this.dispatches++;
    this.encode(pipeline, bindGroup, workgroupsOf(kernel, maxComputeWorkgroupsPerDimension), tensors);
    return outputs;
  }

  /** A buffer is named after the output that was last written into it, or else after its first use: "layerNorm.gamma". */
  #labelled({ name: kernel, outputs }: Kernel<string>, { name, tensor }: Binding): GPUBuffer {
    const buffer = this.bufferOf(tensor);
    if (name in outputs || !buffer.label) buffer.label = `${kernel}.${name}`;
    return buffer;
  }

  #pipeline(kernel: Kernel<string>, bindings: readonly Binding[]): GPUComputePipeline {
    const code = shaderOf(kernel, bindings);
    const cached = this.#pipelines.get(code);
    if (cached) return cached;
    const { name: label } = kernel;
    // An explicit layout: the automatic one leaves out bindings that the code happens not to use.
    const group = this.device.createBindGroupLayout({
      label,
      entries: bindings.map(({ access }, binding) => ({
        binding,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type: access === 'read' ? 'read-only-storage' : 'storage' },
      })),
    });
    const pipeline = this.device.createComputePipeline({
      label,
      layout: this.device.createPipelineLayout({ label, bindGroupLayouts: [group] }),
      compute: { module: this.device.createShaderModule({ label, code }), entryPoint: 'main' },
    });
    this.#pipelines.set(code, pipeline);
    gpuObserver()?.compiled(
      label,
      bindings.map(({ name, access, element }) => `${name}: ${access} ${element}`),
    );
    return pipeline;
  }
}
