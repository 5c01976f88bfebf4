import { type KernelExample, randomValues } from '../example';
import { globalMeanPool } from '.';
import { globalMeanPoolReference } from './reference';

export const example: KernelExample = {
  summary: 'mean over height and width: x',
  shape: { batch: 2, height: 5, width: 5, channels: 8 },
  inputs: (sizes) => [randomValues([...sizes])],
  fused: (x) => globalMeanPool(x!),
  reference: (x) => globalMeanPoolReference(x!),
  differentiable: true,
};
