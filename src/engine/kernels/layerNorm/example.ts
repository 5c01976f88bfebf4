import { type KernelExample, randomValues } from '../example';
import { layerNorm } from '.';
import { layerNormReference } from './reference';

export const example: KernelExample = {
  summary: 'layer norm over the last axis: x, gamma, beta',
  shape: { rows: 4, dim: 17 },
  inputs: ([rows, dim]) => [randomValues([rows!, dim!], 1, 2), randomValues([dim!], 2), randomValues([dim!], 3)],
  fused: (x, gamma, beta) => layerNorm(x!, gamma!, beta!),
  reference: (x, gamma, beta) => layerNormReference(x!, gamma!, beta!),
  differentiable: true,
};
