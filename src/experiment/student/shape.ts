import type { DataShape, ExperimentConfig } from '../config';

/** The fields of an experiment that determine the shape of the student. */
export type StudentShape = Pick<
  ExperimentConfig,
  'imageSize' | 'patchSize' | 'dim' | 'depth' | 'heads' | 'mlpRatio' | 'distToken'
>;

/** Patches a side. */
export function gridOf(shape: Pick<StudentShape, 'imageSize' | 'patchSize'>): number {
  return Math.floor(shape.imageSize / shape.patchSize);
}

/** Sequence length: class token, distillation token if there is one, patches. */
export function tokenCount(shape: Pick<StudentShape, 'imageSize' | 'patchSize' | 'distToken'>): number {
  return gridOf(shape) ** 2 + prefixTokens(shape);
}

/** Class token, and distillation token if there is one. */
export function prefixTokens(shape: Pick<StudentShape, 'distToken'>): number {
  return shape.distToken ? 2 : 1;
}

/** Width of the MLP's hidden layer. */
export function hiddenSize({ dim, mlpRatio }: Pick<StudentShape, 'dim' | 'mlpRatio'>): number {
  // A ratio that was computed from shapes may not be a whole number.
  return Math.round(dim * mlpRatio);
}

/** Name and shape of every parameter in order, with timm's names and PyTorch's layout (out × in). */
export function parameterShapes(shape: StudentShape, data: DataShape): Map<string, number[]> {
  const { dim, depth, patchSize, distToken } = shape;
  const shapes = new Map<string, number[]>();
  const linear = (name: string, inputs: number, outputs: number) => {
    shapes.set(`${name}.weight`, [outputs, inputs]);
    shapes.set(`${name}.bias`, [outputs]);
  };
  const norm = (name: string) => {
    shapes.set(`${name}.weight`, [dim]);
    shapes.set(`${name}.bias`, [dim]);
  };
  shapes.set('cls_token', [1, 1, dim]);
  if (distToken) shapes.set('dist_token', [1, 1, dim]);
  shapes.set('pos_embed', [1, tokenCount(shape), dim]);
  shapes.set('patch_embed.proj.weight', [dim, data.channels, patchSize, patchSize]);
  shapes.set('patch_embed.proj.bias', [dim]);
  for (let i = 0; i < depth; i++) {
    norm(`blocks.${i}.norm1`);
    linear(`blocks.${i}.attn.qkv`, dim, 3 * dim);
    linear(`blocks.${i}.attn.proj`, dim, dim);
    norm(`blocks.${i}.norm2`);
    linear(`blocks.${i}.mlp.fc1`, dim, hiddenSize(shape));
    linear(`blocks.${i}.mlp.fc2`, hiddenSize(shape), dim);
  }
  norm('norm');
  linear('head', dim, data.classes);
  if (distToken) linear('head_dist', dim, data.classes);
  return shapes;
}

/** Exact number of trained parameters. DeiT-Ti with the distillation token at 224 px and 1000 classes: 5,910,800. */
export function parameterCount(shape: StudentShape, data: DataShape): number {
  const { dim, patchSize } = shape;
  const hidden = hiddenSize(shape);
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
  const mlp = 2 * tokens * dim * hiddenSize(shape);
  return (
    gridOf(shape) ** 2 * data.channels * shape.patchSize ** 2 * dim +
    shape.depth * (2 * norm + attention + mlp) +
    norm +
    prefixTokens(shape) * dim * data.classes
  );
}
