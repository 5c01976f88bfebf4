import { expect, test } from 'vitest';
import { classesOfFile, classNames, factsOfConfig, factsOfMetadata, headCount, normalisationOf } from './modelFacts';

test('a known number of heads takes precedence over that of the published widths', () => {
  expect([192, 384, 768].map((dim) => headCount(dim, {}, 'f'))).toEqual([3, 6, 12]);
  expect(headCount(192, { heads: 6 }, 'f')).toBe(6);
  expect(() => headCount(256, {}, 'f')).toThrow('f: the number of heads for its width of 256 is unknown.');
  expect(() => headCount(192, { heads: 5 }, 'f')).toThrow('its width of 192 cannot be divided into 5 heads');
  expect(() => headCount(192, { heads: 0 }, 'f')).toThrow('0 heads');
});

test('reads a config.json of timm and of the Transformers library', () => {
  const timm = {
    architecture: 'deit_tiny_distilled_patch16_224',
    num_classes: 2,
    model_args: { num_heads: 4 },
    label_names: ['cat', 'dog'],
    pretrained_cfg: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
  };
  expect(factsOfConfig(JSON.stringify(timm), 'c')).toEqual({
    heads: 4,
    classes: ['cat', 'dog'],
    mean: [0.5, 0.5, 0.5],
    std: [0.25, 0.25, 0.25],
  });
  const transformers = { num_attention_heads: 3, id2label: { 1: 'dog', 0: 'cat' } };
  expect(factsOfConfig(JSON.stringify(transformers), 'c')).toEqual({ heads: 3, classes: ['cat', 'dog'] });
  expect(factsOfConfig('{"id2label": {"0": "cat", "7": "dog"}, "num_heads": "3"}', 'c')).toEqual({});
  expect(() => factsOfConfig('<html>', 'c')).toThrow('c is not JSON.');
  expect(() => factsOfConfig('[]', 'c')).toThrow('c is not a JSON object.');
});

test('reads class names from lines, a JSON list, a JSON object by index, a config.json', () => {
  const expected = ['cat', 'dog'];
  for (const text of [
    'cat\ndog\n',
    'cat\r\ndog',
    '["cat", "dog"]',
    '{"0": "cat", "1": "dog"}',
    '{"id2label": {"0": "cat", "1": "dog"}}',
  ]) {
    expect(classesOfFile(text, 'l')).toEqual(expected);
  }
  expect(() => classesOfFile('', 'l')).toThrow('l holds no class names.');
  expect(() => classesOfFile('{"a": 1}', 'l')).toThrow('l holds no class names.');
});

test('unnamed classes are numbered; a list of another length is refused', () => {
  expect(classNames(2, {}, 'f')).toEqual(['class 0', 'class 1']);
  expect(() => classNames(3, { classes: ['cat', 'dog'] }, 'f')).toThrow(
    'f has 3 classes, but its class list has 2 names.',
  );
});

test('a normalisation that does not fit the channels is ignored', () => {
  expect(normalisationOf(1, { mean: [0.2], std: [0.3] })).toEqual({ mean: [0.2], std: [0.3] });
  expect(normalisationOf(1, { mean: [0.2], std: [0] })).toEqual({ mean: [0.5], std: [0.5] });
  expect(normalisationOf(3, {}).mean).toEqual([0.485, 0.456, 0.406]);
});

test('damaged metadata is ignored', () => {
  expect(factsOfMetadata({ num_heads: '4', classes: '["a"]', mean: 'x', std: '["1"]', other: '{' })).toEqual({
    heads: 4,
    classes: ['a'],
  });
});
