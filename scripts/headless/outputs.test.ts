import { expect, test } from 'vitest';
import { otherTestsCsv } from './outputs';

test('other test sets: one row a set, and nothing where nobody answered', () => {
  const accuracy = { cls: 0.5, dist: null, 'both-logits': null, 'both-softmax': null };
  const csv = otherTestsCsv([
    { set: { kind: 'plain', strength: 0 }, accuracy, averaged: null, teacher: 0.9, images: 200 },
    { set: { kind: 'blur', strength: 3 }, accuracy, averaged: { ...accuracy, cls: 0.25 }, teacher: null, images: 200 },
  ]);
  expect(csv.split('\n')).toEqual([
    'set,strength,cls,dist,both-logits,both-softmax,averaged-cls,averaged-dist,averaged-both-logits,averaged-both-softmax,teacher,images',
    'plain,0,0.5,,,,,,,,0.9,200',
    'blur,3,0.5,,,,0.25,,,,,200',
    '',
  ]);
});
