import { type KernelExample, randomValues } from '../example';
import { conv2d } from '.';
import { conv2dReference } from './reference';

const SIZE = 3;

export const example: KernelExample = {
  summary: '3×3 convolution with stride 1 and same padding: images, filter',
  shape: { batch: 2, height: 7, width: 7, channelsIn: 4, channelsOut: 8 },
  inputs: ([batch, height, width, cin, cout]) => [
    randomValues([batch!, height!, width!, cin!]),
    randomValues([SIZE, SIZE, cin!, cout!], 2),
  ],
  fused: (images, filter) => conv2d(images!, filter!, 1),
  reference: (images, filter) => conv2dReference(images!, filter!, 1),
  differentiable: true,
};
