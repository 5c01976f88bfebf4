import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelOutput, Operand } from '../../gpu/kernel';
import { range } from './matrix';

/** A chunk's number, or the name of a WGSL variable that holds it. */
export type Chunk = number | string;

/** The part of a [B·T, columns] tensor that belongs to one head, in chunks of four numbers; the last is filled with zeros. */
export class HeadRows {
  readonly #byFours: boolean;
  readonly #unit: number;

  constructor(
    readonly name: string,
    readonly columns: number,
    readonly width: number,
  ) {
    this.#byFours = width % 4 === 0;
    this.#unit = this.#byFours ? 4 : 1;
  }

  operand(tensor: TensorInfo): Operand {
    return this.#byFours ? { tensor, as: 'vec4f' } : tensor;
  }

  output(shape: number[]): KernelOutput {
    return this.#byFours ? { shape, as: 'vec4f' } : { shape };
  }

  /** Where `head` starts in a row, from column `from` on. */
  base(row: string, from: number, head = 'head'): string {
    return `(${row}) * ${this.columns / this.#unit}u + ${from / this.#unit}u + ${head} * ${this.width / this.#unit}u`;
  }

  /** `chunk` may be a variable only if four divides the width. */
  load(base: string, chunk: Chunk): string {
    if (typeof chunk === 'string') return `${this.name}[${base} + ${chunk}]`;
    if (this.#byFours) return `${this.name}[${base} + ${chunk}u]`;
    const element = (j: number) => (4 * chunk + j < this.width ? `${this.name}[${base} + ${4 * chunk + j}u]` : '0.0');
    return `vec4f(${range(4).map(element).join(', ')})`;
  }

  store(base: string, chunk: Chunk, value: string): string {
    if (typeof chunk === 'string') return `${this.name}[${base} + ${chunk}] = ${value};`;
    if (this.#byFours) return `${this.name}[${base} + ${chunk}u] = ${value};`;
    const present = range(4).filter((j) => 4 * chunk + j < this.width);
    const stores = present.map((j) => `${this.name}[${base} + ${4 * chunk + j}u] = v[${j}];`);
    return `{ let v = ${value}; ${stores.join(' ')} }`;
  }
}
