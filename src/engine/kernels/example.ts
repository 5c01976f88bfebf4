import type * as tf from '@tensorflow/tfjs-core';

/** Plain numbers of one float32 tensor, to carry between backends. */
export interface Values {
  shape: number[];
  data: ArrayLike<number>;
}

/** An operation on float32 tensors with one result. */
export type Op = (...inputs: tf.Tensor[]) => tf.Tensor;

/** What `npm run kernel` needs to run an op at a shape. Each op's folder exports one as `example` from `example.ts`. */
export interface KernelExample {
  /** One line: what the op computes. */
  summary: string;
  /** Axes of `--shape` in their order, with their default sizes. */
  shape: Readonly<Record<string, number>>;
  /** Random inputs for the sizes of `shape`, in its order. */
  inputs(sizes: readonly number[]): Values[];
  /** The op and its plain composition of tfjs operations, both for the same inputs. */
  fused: Op;
  reference: Op;
  /** Whether gradients for all inputs are compared too. */
  differentiable: boolean;
}

/** Deterministic normal values of mean 0 and standard deviation `scale`. */
export function randomValues(shape: number[], seed = 1, scale = 1): Values {
  const count = shape.reduce((a, b) => a * b, 1);
  let state = (seed * 2654435761) >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 0x1000000;
  };
  const data = Float32Array.from({ length: count }, () => {
    const u = 1 - next();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * next()) * scale;
  });
  return { shape, data };
}
