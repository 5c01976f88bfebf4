import type { DataShape, ExperimentConfig } from './experiment';

/** The fields of an experiment that fix the student's shape. */
export type StudentShape = Pick<
  ExperimentConfig,
  'imageSize' | 'patchSize' | 'dim' | 'depth' | 'heads' | 'mlpRatio' | 'distToken'
>;

/** Patches a side. */
export function gridOf(shape: Pick<StudentShape, 'imageSize' | 'patchSize'>): number {
  return Math.floor(shape.imageSize / shape.patchSize);
}

/** Sequence length: class token, distillation token where there is one, patches. */
export function tokenCount(shape: Pick<StudentShape, 'imageSize' | 'patchSize' | 'distToken'>): number {
  return gridOf(shape) ** 2 + prefixTokens(shape);
}

function prefixTokens(shape: Pick<StudentShape, 'distToken'>): number {
  return shape.distToken ? 2 : 1;
}

/** Exact number of trained parameters. DeiT-Ti with the distillation token at 224 px and 1000 classes: 5,910,800. */
export function parameterCount(shape: StudentShape, data: DataShape): number {
  const { dim, patchSize } = shape;
  const hidden = dim * shape.mlpRatio;
  const norm = 2 * dim;
  const linear = (inputs: number, outputs: number) => inputs * outputs + outputs;
  const block = 2 * norm + linear(dim, 3 * dim) + linear(dim, dim) + linear(dim, hidden) + linear(hidden, dim);
  // One head for each prefix token.
  const prefixes = prefixTokens(shape);
  return (
    linear(data.channels * patchSize ** 2, dim) +
    prefixes * dim +
    tokenCount(shape) * dim +
    shape.depth * block +
    norm +
    prefixes * linear(dim, data.classes)
  );
}

/**
 * Multiply–accumulates of one forward pass of one image, counted as published tables count them (fvcore): matrix products once
 * per product term, a layer norm as five per element, biases, softmax and GELU not at all. DeiT-Ti at 224 px: 1.26 · 10⁹.
 */
export function forwardMacs(shape: StudentShape, data: DataShape): number {
  const { dim } = shape;
  const tokens = tokenCount(shape);
  const norm = 5 * tokens * dim;
  const attention = 4 * tokens * dim ** 2 + 2 * tokens ** 2 * dim;
  const mlp = 2 * tokens * dim * (dim * shape.mlpRatio);
  return (
    gridOf(shape) ** 2 * data.channels * shape.patchSize ** 2 * dim +
    shape.depth * (2 * norm + attention + mlp) +
    norm +
    prefixTokens(shape) * dim * data.classes
  );
}
