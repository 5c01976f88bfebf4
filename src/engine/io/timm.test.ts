import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../experiment/problem';
import { parameterCount, parameterShapes, type StudentShape } from '../../experiment/student/shape';
import { timmModel } from './timm';

const imageNet = { channels: 3, classes: 1000 };
const tiny: StudentShape = {
  imageSize: 224,
  patchSize: 16,
  dim: 192,
  heads: 3,
  depth: 12,
  mlpRatio: 4,
  distToken: true,
};

type Stored = Map<string, { shape: number[] }>;

function stored(shape: StudentShape, data = imageNet, prefix = ''): Stored {
  return new Map([...parameterShapes(shape, data)].map(([name, dims]) => [prefix + name, { shape: dims }]));
}

const withoutHeads = ({ heads: _, ...shape }: StudentShape) => shape;

/** The sentence with which a changed DeiT-Ti is refused. */
function refusal(change: (tensors: Stored) => void, shape = tiny): string {
  const tensors = stored(shape);
  change(tensors);
  try {
    timmModel(tensors, 'f');
  } catch (error) {
    expect(error).toBeInstanceOf(ProblemError);
    return (error as ProblemError).message;
  }
  throw new Error('It was not refused.');
}

describe.each([
  { name: 'Ti', dim: 192, heads: 3, parameters: [5_717_416, 5_910_800] },
  { name: 'S', dim: 384, heads: 6, parameters: [22_050_664, 22_436_432] },
  { name: 'B', dim: 768, heads: 12, parameters: [86_567_656, 87_338_192] },
])('DeiT-$name', ({ dim, heads, parameters }) => {
  test.each([false, true])('with distillation token: %s', (distToken) => {
    const shape = { ...tiny, dim, heads, distToken };
    const read = timmModel(stored(shape), 'f');
    expect(read.shape).toEqual(withoutHeads(shape));
    expect(read.data).toEqual(imageNet);
    expect(parameterCount({ ...read.shape, heads }, read.data)).toBe(parameters[Number(distToken)]);
    // Counted from the shapes, independently of the formula.
    const sizes = [...stored(shape).values()].map(({ shape: dims }) => dims.reduce((a, b) => a * b, 1));
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(parameters[Number(distToken)]);
  });
});

test('any other size is read from the shapes too, with the prefix of any wrapper', () => {
  const shapes = fc.record({
    grid: fc.integer({ min: 1, max: 30 }),
    patchSize: fc.integer({ min: 1, max: 40 }),
    heads: fc.integer({ min: 1, max: 5 }),
    width: fc.integer({ min: 1, max: 70 }),
    depth: fc.integer({ min: 1, max: 15 }),
    hidden: fc.integer({ min: 1, max: 900 }),
    distToken: fc.boolean(),
    channels: fc.integer({ min: 1, max: 5 }),
    classes: fc.integer({ min: 1, max: 2000 }),
    prefix: fc.constantFrom('', 'model.', 'module.', '_orig_mod.', 'module.model.'),
  });
  fc.assert(
    fc.property(shapes, ({ grid, width, hidden, channels, classes, prefix, ...rest }) => {
      const dim = width * rest.heads;
      const shape = { ...rest, imageSize: grid * rest.patchSize, dim, mlpRatio: hidden / dim };
      const tensors = stored(shape, { channels, classes }, prefix);
      const read = timmModel(tensors, 'f');
      expect(read.shape).toEqual(withoutHeads(shape));
      expect(read.data).toEqual({ channels, classes });
      expect([...read.names.values()]).toEqual([...tensors.keys()]);
    }),
  );
});

describe('a file that does not fit is refused with one sentence', () => {
  test.each([
    ['a missing bias', 'blocks.3.attn.qkv.bias', 'there is no tensor blocks.3.attn.qkv.bias; [576] was expected.'],
    ['no head', 'head.weight', 'there is no tensor head.weight; [classes, 192] was expected.'],
    ['no second head', 'head_dist.bias', 'there is no tensor head_dist.bias; [1000] was expected.'],
    ['no class token', 'cls_token', 'there is no tensor cls_token; [1, 1, 192] was expected.'],
  ])('%s', (_, name, sentence) => {
    expect(refusal((tensors) => tensors.delete(name))).toBe(`f: ${sentence}`);
  });

  test.each([
    ['blocks.11.mlp.fc2.weight', [192, 767], '[192, 768]'],
    ['head_dist.weight', [999, 192], '[1000, 192]'],
    ['head.weight', [1000, 191], '[classes, 192]'],
    ['pos_embed', [1, 197, 192], '[1, 2 + a square number, 192]'],
    ['patch_embed.proj.weight', [192, 3, 16, 8], '[dim, channels, patch, patch]'],
    ['patch_embed.proj.weight', [192, 768], '[dim, channels, patch, patch]'],
    ['norm.bias', [], '[192]'],
    ['head.weight', [0, 192], '[classes, 192]'],
  ])('%s of shape %j', (name, shape, expected) => {
    expect(refusal((tensors) => tensors.set(name, { shape }))).toBe(
      `f: tensor ${name} is [${shape.join(', ')}]; ${expected} was expected.`,
    );
  });

  test('a missing block', () => {
    const sentence = refusal((tensors) => {
      for (const name of [...tensors.keys()]) if (name.startsWith('blocks.5.')) tensors.delete(name);
    });
    expect(sentence).toBe('f: there is no tensor blocks.5.norm1.weight; [192] was expected.');
  });

  test('an extra tensor', () => {
    expect(refusal((tensors) => tensors.set('head_aux.weight', { shape: [3, 192] }))).toBe(
      'f: a DeiT of this shape has no tensor head_aux.weight, which is [3, 192] here.',
    );
    expect(refusal((tensors) => tensors.set('blocks.4000000000.x', { shape: [1] }))).toContain(
      'blocks.12.norm1.weight',
    );
  });

  test.each([
    ['vit.embeddings.cls_token', 'Transformers library'],
    ['layers.0.blocks.0.attn.relative_position_bias_table', 'Swin'],
    ['blocks.0.ls1.gamma', 'DeiT III'],
    ['layer1.0.bn1.running_mean', 'convolutional'],
    ['model.layers.0.self_attn.q_proj.weight', 'language model'],
    ['fc_norm.weight', 'pools its patches'],
  ])('another architecture: %s', (name, what) => {
    const tensors = stored(tiny).set(name, { shape: [4] });
    expect(() => timmModel(tensors, 'f')).toThrow(what);
    expect(() => timmModel(tensors, 'f')).toThrow(name);
    expect(() => timmModel(new Map([[name, { shape: [4] }]]), 'f')).toThrow(what);
  });

  test('no tensor', () => {
    expect(() => timmModel(new Map(), 'f')).toThrow('there is no tensor patch_embed.proj.weight');
  });
});
