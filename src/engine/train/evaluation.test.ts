import { expect, test } from 'vitest';
import { accuraciesOf, accuracyOf } from './evaluation';

// Four images of three classes. The class head predicts 0, 1, 2, 2; the distillation head predicts 0, 1, 1, 0.
const cls = Float32Array.of(3, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 3);
const dist = Float32Array.of(4, 0, 0, 0, 4, 0, 0, 4, 0, 4, 0, 0);

test('a prediction is correct if any list of labels has it', () => {
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

test('without a distillation head only the class head has an accuracy', () => {
  expect(accuraciesOf(cls, null, [0, 1, 2, 0]).accuracy).toEqual({
    cls: 0.75,
    dist: null,
    'both-logits': null,
    'both-softmax': null,
  });
});
