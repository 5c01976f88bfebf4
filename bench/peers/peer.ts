import type { ExperimentConfig } from '../../src/experiment/config';

export const PEERS = ['ours', 'tfjs', 'jaxjs'] as const;
export type PeerName = (typeof PEERS)[number];

/** One implementation of the same training step, starting from the same weights. */
export interface Peer {
  /** Submits one step and does not wait for the GPU. */
  step(): void;
  /** Waits for the last step and reads its loss. */
  loss(): Promise<number>;
  dispose(): void;
}

/** The input of every implementation: the first batch of our own trainer and its initial weights. */
export interface Given {
  config: ExperimentConfig;
  channels: number;
  classes: number;
  /** [B, S, S, C], normalised. */
  images: Float32Array<ArrayBuffer>;
  /** Class index of each image. */
  labels: readonly number[];
  /** [B, classes] */
  teacherLogits: Float32Array<ArrayBuffer>;
  /** Under timm's names, matrices out × in. */
  weights: ReadonlyMap<string, { values: Float32Array; shape: readonly number[] }>;
}

export const BETA1 = 0.9;
export const BETA2 = 0.999;

/** Weights in the layout that is best for both peers: matrices in × out, so that no product has to transpose. */
export function transposed({ weights }: Given): Map<string, { values: Float32Array<ArrayBuffer>; shape: number[] }> {
  return new Map(
    [...weights].map(([name, { values, shape }]) => {
      const isMatrix = name.endsWith('.weight') && shape.length > 1;
      if (!isMatrix) return [name, { values: Float32Array.from(values), shape: [...shape] }];
      const rows = shape[0]!;
      const columns = values.length / rows;
      const turned = Float32Array.from(
        { length: values.length },
        (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!,
      );
      return [name, { values: turned, shape: [columns, rows] }];
    }),
  );
}

/** One-hot rows, [B, classes]. */
export function oneHot(labels: readonly number[], classes: number): Float32Array<ArrayBuffer> {
  const rows = new Float32Array(labels.length * classes);
  for (const [b, label] of labels.entries()) rows[b * classes + label] = 1;
  return rows;
}

/** Whether weight decay applies: to matrices only, as in our AdamW. */
export function decayed(name: string): boolean {
  return name.endsWith('.weight') && !/norm\d?\.weight$/.test(name);
}
