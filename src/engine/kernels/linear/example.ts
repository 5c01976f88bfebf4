import { type KernelExample, randomValues } from '../example';
import { linear } from '.';
import { linearReference } from './reference';

export const example: KernelExample = {
  summary: 'x·Wᵀ + b: x, weight, bias',
  shape: { rows: 8, inputs: 12, outputs: 10 },
  inputs: ([rows, k, n]) => [randomValues([rows!, k!]), randomValues([n!, k!], 2, 0.3), randomValues([n!], 3)],
  fused: (x, weight, bias) => linear(x!, weight!, bias!),
  reference: (x, weight, bias) => linearReference(x!, weight!, bias!),
  differentiable: true,
};
