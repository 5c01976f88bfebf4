import { expect, test } from 'vitest';
import { accuraciesOf, accuracyOf } from './evaluation';

// Four images of three classes: answers 0, 1, 2, 2 of the class head; 0, 1, 1, 0 of the distillation head.
const cls = Float32Array.of(3, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 3);
const dist = Float32Array.of(4, 0, 0, 0, 4, 0, 0, 4, 0, 4, 0, 0);

test('an answer is right that is in any of the lists of labels', () => {
  const [labels, others] = [
    [0, 0, 2, 1],
    [0, 1, 1, 1],
  ] as const;
  expect(accuraciesOf(cls, dist, labels).accuracy).toEqual({
    cls: 0.5,
    dist: 0.25,
    'both-logits': 0.25,
    'both-softmax': 0.25,
  });
  expect(accuraciesOf(cls, dist, labels, others).accuracy).toEqual({
    cls: 0.75,
    dist: 0.75,
    'both-logits': 0.75,
    'both-softmax': 0.75,
  });
  expect(accuracyOf(cls, labels)).toBe(0.5);
  expect(accuracyOf(cls, labels, others)).toBe(0.75);
});

test('without a distillation head there is only the class head', () => {
  expect(accuraciesOf(cls, null, [0, 1, 2, 0]).accuracy).toEqual({
    cls: 0.75,
    dist: null,
    'both-logits': null,
    'both-softmax': null,
  });
});
