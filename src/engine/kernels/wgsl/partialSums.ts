import { type Tensor, util } from '@tensorflow/tfjs-core';
import type { CapturingBackend } from '../../gpu/capturingBackend';
import type { Operand } from '../../gpu/kernel';
import { sideBySide } from './jobs';
import { Matrix } from './matrix';

/** A gradient that is summed in parts. */
export interface Part {
  shape: number[];
  parts: number;
}

/** Where the parts of one gradient lie: below each other, each [rows, 4·groups] with its columns filled up to fours. */
interface Place extends Part {
  start: number;
  rows: number;
  cols: number;
  groups: number;
}

/**
 * Sums over the rows of a batch, taken in parts by several kernels and added up in one last dispatch, always in the same order,
 * so that results repeat bit for bit. All parts are in one tensor: with it, an operation of six parameters stays within the
 * eight storage buffers that every device binds.
 */
export class PartialSums<Name extends string> {
  readonly #gpu: CapturingBackend;
  readonly #places = new Map<Name, Place>();
  readonly #tensor: Tensor;

  constructor(gpu: CapturingBackend, parts: Record<Name, Part>) {
    this.#gpu = gpu;
    let start = 0;
    for (const [name, part] of Object.entries<Part>(parts) as [Name, Part][]) {
      const { rows, cols } = matrixOf(part.shape);
      const groups = Math.ceil(cols / 4);
      this.#places.set(name, { ...part, start, rows, cols, groups });
      start += part.parts * rows * groups;
    }
    this.#tensor = gpu.allocate([start, 4]);
  }

  /** How many parts one gradient is summed in. */
  parts(name: Name): number {
    return this.#places.get(name)!.parts;
  }

  /** Binding `parts` of a kernel that stores sums. */
  get update(): { parts: Operand } {
    return { parts: { tensor: this.#tensor, as: 'vec4f' } };
  }

  /** A WGSL function `(row: u32, group: u32, sum: vec4f)`; its rows count on from part to part. */
  storeCode(functionName: string, name: Name): string {
    const { start, groups } = this.#places.get(name)!;
    return `fn ${functionName}(row: u32, group: u32, sum: vec4f) { parts[${start}u + row * ${groups}u + group] = sum; }`;
  }

  /** The gradients, in the order of the constructor. */
  add(): Tensor[] {
    const outputs = [...this.#places].map(([name, place], i) => ({
      name,
      place,
      to: new Matrix(`sum${i}`, place.cols),
    }));
    const jobs = outputs.map(({ place: { start, rows, groups, parts }, to }) => ({
      name: `add_${to.name}`,
      invocations: rows * groups,
      code: `${to.storeCode}
fn add_${to.name}(i: u32) {
  var sum = parts[${start}u + i];
  for (var part = 1u; part < ${parts}u; part++) { sum += parts[${start}u + part * ${rows * groups}u + i]; }
  let base = ${to.base(`i / ${groups}u`)};
  ${to.store('base', `i % ${groups}u`, 'sum')}
}`,
    }));
    const results = this.#gpu.run({
      name: 'addParts',
      inputs: this.update,
      outputs: Object.fromEntries(outputs.map(({ place, to }) => [to.name, to.output(place.shape)])),
      ...sideBySide(jobs),
    });
    this.#tensor.dispose();
    return outputs.map(({ to }) => results[to.name]!);
  }
}

/** The first axis by all others; a vector is one row. */
function matrixOf(shape: number[]): { rows: number; cols: number } {
  const size = util.sizeFromShape(shape);
  const rows = shape.length > 1 ? shape[0]! : 1;
  return { rows, cols: size / rows };
}
