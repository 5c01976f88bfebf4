import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProblemError } from '../../experiment/problem';
import { modelAddress } from './hubAddress';

const HERE = 'http://127.0.0.1:4317';
const TINY = 'https://huggingface.co/timm/deit_tiny_distilled_patch16_224.fb_in1k';

test.each([
  [TINY, 'main/model.safetensors'],
  [`  ${TINY}/ `, 'main/model.safetensors'],
  ['timm/deit_tiny_distilled_patch16_224.fb_in1k', 'main/model.safetensors'],
  [`${TINY}/tree/v2`, 'v2/model.safetensors'],
  [`${TINY}/blob/main/model.safetensors`, 'main/model.safetensors'],
  [`${TINY}/resolve/main/model.safetensors?download=true`, 'main/model.safetensors'],
  [TINY.replace('huggingface.co', 'hf.co'), 'main/model.safetensors'],
])('%s', (text, file) => {
  expect(modelAddress(text, HERE)).toEqual({
    name: 'deit_tiny_distilled_patch16_224.fb_in1k',
    weights: `${TINY}/resolve/${file}`,
    config: `${TINY}/resolve/${file.replace('model.safetensors', 'config.json')}`,
  });
});

test('a file with another name gives the model its name; a file of this server is loaded from this server', () => {
  expect(modelAddress(`${TINY}/blob/main/sub/ema.safetensors`, HERE)).toEqual({
    name: 'ema.safetensors',
    weights: `${TINY}/resolve/main/sub/ema.safetensors`,
    config: `${TINY}/resolve/main/sub/config.json`,
  });
  expect(modelAddress(`${HERE}/models/a%20b.safetensors`, HERE)).toEqual({
    name: 'a b.safetensors',
    weights: `${HERE}/models/a%20b.safetensors`,
    config: `${HERE}/models/config.json`,
  });
});

test.each([
  ['', 'is not the address of a model'],
  ['deit', 'is not the address of a model'],
  ['ftp://huggingface.co/timm/deit', 'is not the address of a model'],
  ['https://example.org/model.safetensors', 'huggingface.co, but not from example.org'],
  ['https://huggingface.co/timm', 'not the page of a model'],
  ['https://huggingface.co/datasets/a/b', 'not the page of a model'],
  [`${TINY}/discussions/1`, 'neither a model’s page nor one of its files'],
  [`${TINY}/blob/main/pytorch_model.bin`, 'pytorch_model.bin is not a safetensors file'],
  [`${HERE}/index.html`, '/index.html is not a safetensors file'],
])('%s is refused: %s', (text, sentence) => {
  expect(() => modelAddress(text, HERE)).toThrow(sentence);
});

test('any pasted text leads to the hub or this server, or is refused with a sentence', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true })), (text) => {
      try {
        const { weights, config } = modelAddress(text, HERE);
        for (const url of [weights, config]) expect(['https://huggingface.co', HERE]).toContain(new URL(url).origin);
      } catch (error) {
        expect(error).toBeInstanceOf(ProblemError);
      }
    }),
  );
});
