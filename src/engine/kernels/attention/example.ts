import { type KernelExample, randomValues } from '../example';
import { attention } from '.';
import { attentionReference } from './reference';

const HEADS = 2;

export const example: KernelExample = {
  summary: 'multi-head self-attention with two heads: qkv',
  shape: { batch: 2, tokens: 9, headWidth: 8 },
  inputs: ([batch, tokens, width]) => [randomValues([batch!, tokens!, 3 * HEADS * width!])],
  fused: (qkv) => attention(qkv!, HEADS),
  reference: (qkv) => attentionReference(qkv!, HEADS),
  differentiable: true,
};
