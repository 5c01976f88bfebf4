import { type DataType, type TensorInfo, util } from '@tensorflow/tfjs-core';

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
 * One dispatch. Its bindings are declared in WGSL under the names given here. `code` defines `fn kernel(i: u32)`, which runs once
 * for each i < invocations, and may define anything else. Write shapes into the code as constants: each shape has its own
 * pipeline, cached by its text.
 */
export interface Kernel<Out extends string> {
  /** Label of the pipeline and of the buffers it makes, shown in error messages and DevTools. */
  name: string;
  inputs: Record<string, Operand>;
  outputs: Record<Out, KernelOutput>;
  /** Tensors changed in place, bound read_write. */
  updates?: Record<string, Operand>;
  invocations: number;
  /** 64 by default. */
  workgroupSize?: number;
  /** Whether threads of a subgroup exchange values; a thread's place in its subgroup is `subgroupLane`. */
  subgroups?: boolean;
  code: string;
}

const WORKGROUP_SIZE = 64;

/** One storage buffer of a kernel. */
export interface Binding {
  name: string;
  access: 'read' | 'read_write';
  element: Element;
  tensor: TensorInfo;
}

export function tensorOf(operand: Operand): TensorInfo {
  return 'tensor' in operand ? operand.tensor : operand;
}

export function bindingOf(name: string, access: Binding['access'], operand: Operand): Binding {
  const tensor = tensorOf(operand);
  const element: Element = 'tensor' in operand ? operand.as : tensor.dtype === 'float32' ? 'f32' : 'i32';
  if (element === 'vec4f')
    util.assert(util.sizeFromShape(tensor.shape) % 4 === 0, () => `${name}: size is not a multiple of 4`);
  return { name, access, element, tensor };
}

/** The whole WGSL module of a kernel: declarations, its own code, and the entry point `main`. */
export function shaderOf(kernel: Kernel<string>, bindings: readonly Binding[]): string {
  const size = kernel.workgroupSize ?? WORKGROUP_SIZE;
  const { subgroups = false } = kernel;
  // The compiler cannot see that a subgroup's threads agree on a branch; the kernels make sure of it.
  const head = subgroups
    ? 'enable subgroups;\ndiagnostic(off, subgroup_uniformity);\nvar<private> subgroupLane: u32;\n'
    : '';
  return `${head}${bindings
    .map(
      ({ name, access, element }, i) => `@group(0) @binding(${i}) var<storage, ${access}> ${name}: array<${element}>;`,
    )
    .join('\n')}
${kernel.code}
@compute @workgroup_size(${size})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u${subgroups ? ', @builtin(subgroup_invocation_id) lane: u32' : ''}) {
  ${subgroups ? 'subgroupLane = lane;' : ''}
  let i = id.y * groups.x * ${size}u + id.x;
  if (i < ${kernel.invocations}u) { kernel(i); }
}`;
}

/** Workgroups of a kernel, over two dimensions if one is not enough. */
export function workgroupsOf(kernel: Kernel<string>, maxPerDimension: number): [x: number, y: number] {
  const groups = Math.ceil(kernel.invocations / (kernel.workgroupSize ?? WORKGROUP_SIZE));
  if (groups <= maxPerDimension) return [groups, 1];
  const y = Math.ceil(groups / maxPerDimension);
  return [Math.ceil(groups / y), y];
}
