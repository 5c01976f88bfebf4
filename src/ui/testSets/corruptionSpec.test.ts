import { expect, it } from 'vitest';
import type { TestSetResult } from '../../experiment/testSets';
import { answerersOf } from './answerers';
import { corruptionSpec } from './corruptionSpec';

it('a corruption has one line per answerer, from the test set itself on', () => {
  const at = (kind: 'plain' | 'noise' | 'blur', strength: number, cls: number): TestSetResult => ({
    ...{ set: { kind, strength }, images: 10, averaged: null, teacher: null },
    accuracy: { cls, dist: null, 'both-logits': null, 'both-softmax': null },
  });
  const results = [at('plain', 0, 0.9), at('noise', 1, 0.5), at('blur', 1, 0.2), at('noise', 5, 0.1)];
  const spec = corruptionSpec('noise', results, answerersOf(results, 'both-logits', 'second head'));
  expect(spec.series).toMatchObject([
    {
      name: 'class head',
      points: [
        [0, 90],
        [1, 50],
        [5, 10],
      ],
    },
  ]);
  expect(spec.alt).toBe('Accuracy under noise. class head from 90.0 to 10.0');
});
