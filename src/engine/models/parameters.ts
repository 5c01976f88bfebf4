import * as tf from '@tensorflow/tfjs-core';
import { ProblemError } from '../../experiment/problem';
import { overwrite } from '../gpu/overwrite';
import { readTensors } from '../gpu/readback';

/**
 * The numbers of one model by name, in the order of definition. Their buffers stay the same for the model's life: loading
 * writes into them, so that a captured step reads the loaded values.
 */
export class Parameters {
  readonly #variables = new Map<string, tf.Variable>();

  /**
   * Adds a parameter.
   *
   * @param init the values, row-major, or the value of each element by its index.
   * @param trainable false for numbers that the optimiser must not touch, such as running statistics.
   */
  define(
    name: string,
    shape: number[],
    init: Float32Array | ((element: number) => number),
    trainable = true,
  ): tf.Variable {
    if (this.#variables.has(name)) throw new Error(`Parameter ${name} is defined twice.`);
    const size = shape.reduce((a, b) => a * b, 1);
    const values = typeof init === 'function' ? Float32Array.from({ length: size }, (_, i) => init(i)) : init;
    const initial = tf.tensor(values, shape, 'float32');
    const variable = tf.variable(initial, trainable);
    initial.dispose();
    this.#variables.set(name, variable);
    return variable;
  }

  get(name: string): tf.Variable {
    const variable = this.#variables.get(name);
    if (!variable) throw new Error(`There is no parameter ${name}.`);
    return variable;
  }

  get names(): string[] {
    return [...this.#variables.keys()];
  }

  /** What an optimiser changes, in the order of definition. */
  get trainable(): { name: string; variable: tf.Variable }[] {
    return [...this.#variables]
      .map(([name, variable]) => ({ name, variable }))
      .filter(({ variable }) => variable.trainable);
  }

  /** How many trainable numbers there are. */
  get count(): number {
    return this.trainable.reduce((sum, { variable }) => sum + variable.size, 0);
  }

  get shapes(): Map<string, number[]> {
    return new Map([...this.#variables].map(([name, variable]) => [name, variable.shape]));
  }

  /** All values, after everything submitted to the GPU so far. */
  async toArrays(): Promise<Map<string, Float32Array>> {
    const arrays = await readTensors([...this.#variables.values()]);
    return new Map(this.names.map((name, i) => [name, arrays[i]!]));
  }

  /**
   * Overwrites all numbers. Nothing is changed when it throws.
   *
   * @throws ProblemError `bad-file` naming the parameter that is missing, unknown or of another size.
   */
  load(arrays: ReadonlyMap<string, Float32Array>): void {
    for (const [name, { size, shape }] of this.#variables) {
      const given = arrays.get(name);
      if (!given) throw new ProblemError('bad-file', `The weights have no tensor ${name}.`);
      if (given.length !== size) {
        throw new ProblemError(
          'bad-file',
          `Tensor ${name} has ${given.length} numbers instead of ${size} ([${shape}]).`,
        );
      }
    }
    const unknown = [...arrays.keys()].find((name) => !this.#variables.has(name));
    if (unknown !== undefined)
      throw new ProblemError('bad-file', `The weights have a tensor ${unknown} that this model has no place for.`);
    for (const [name, variable] of this.#variables) overwrite(variable, arrays.get(name)!);
  }

  dispose(): void {
    for (const variable of this.#variables.values()) variable.dispose();
    this.#variables.clear();
  }
}
