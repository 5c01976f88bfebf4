import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelOutput, Operand } from '../../gpu/kernel';

/** Rows of numbers as WGSL reads them: four columns at a time, `group` counting in fours. */
export interface Rows {
  /** WGSL expression for where a row starts; to be kept outside the loop over columns. */
  base(row: string): string;
  /** WGSL expression for columns 4·group … 4·group+3 as a vec4f, zero beyond the last column. */
  load(base: string, group: string): string;
  /** WGSL functions that `load` needs. */
  readonly code: string;
}

/**
 * A row-major [rows, cols] matrix under a binding's name. Where four divides the columns it is bound as vec4f; elsewhere as
 * scalars that are gathered and guarded one by one. Groups must lie below ⌈cols/4⌉ and rows within the matrix.
 */
export class Matrix implements Rows {
  readonly #byFours: boolean;
  readonly #stride: number;

  constructor(
    readonly name: string,
    readonly cols: number,
  ) {
    this.#byFours = cols % 4 === 0;
    this.#stride = this.#byFours ? cols / 4 : cols;
  }

  operand(tensor: TensorInfo): Operand {
    return this.#byFours ? { tensor, as: 'vec4f' } : tensor;
  }

  output(shape: number[]): KernelOutput {
    return this.#byFours ? { shape, as: 'vec4f' } : { shape };
  }

  base(row: string): string {
    return `(${row}) * ${this.#stride}u`;
  }

  load(base: string, group: string): string {
    return this.#byFours ? `${this.name}[${base} + ${group}]` : `load_${this.name}(${base}, ${group})`;
  }

  /** WGSL statement that writes four columns, leaving out those beyond the last. */
  store(base: string, group: string, value: string): string {
    return this.#byFours
      ? `${this.name}[${base} + ${group}] = ${value};`
      : `store_${this.name}(${base}, ${group}, ${value});`;
  }

  get code(): string {
    if (this.#byFours) return '';
    const { name } = this;
    const last = this.cols - 1;
    const element = (j: number) => `select(0.0, ${name}[base + min(c + ${j}u, ${last}u)], c + ${j}u <= ${last}u)`;
    return `
fn load_${name}(base: u32, group: u32) -> vec4f {
  let c = 4u * group;
  return vec4f(${name}[base + c], ${element(1)}, ${element(2)}, ${element(3)});
}`;
  }

  /** WGSL functions that `store` needs. */
  get storeCode(): string {
    if (this.#byFours) return '';
    const { name } = this;
    const rest = [1, 2, 3].map((j) => `if (c + ${j}u < ${this.cols}u) { ${name}[base + c + ${j}u] = v[${j}]; }`);
    return `
fn store_${name}(base: u32, group: u32, v: vec4f) {
  let c = 4u * group;
  ${name}[base + c] = v[0];
  ${rest.join('\n  ')}
}`;
  }
}

/** 0 … count − 1: code that is written out once for each. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
