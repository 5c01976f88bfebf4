import { expect, test } from 'vitest';
import { evaluationsCsv, otherTestsCsv } from './outputs';

test('evaluations: one row each, with averaged weights and the images for which the two ways of fusing disagree', () => {
  const accuracy = { cls: 0.5, dist: 0.25, 'both-logits': 0.75, 'both-softmax': 1 };
  const alone = { cls: 0.5, dist: null, 'both-logits': null, 'both-softmax': null };
  const csv = evaluationsCsv([
    { step: 0, epoch: 0, accuracy: alone, averaged: null, teacher: null, images: 4, fusionFlips: 0 },
    { step: 8, epoch: 0.5, accuracy, averaged: alone, teacher: 0.9, images: 4, fusionFlips: 2 },
  ]);
  expect(csv.split('\n')).toEqual([
    'step,epoch,cls,dist,both-logits,both-softmax,averaged-cls,averaged-dist,averaged-both-logits,averaged-both-softmax,teacher,images,fusion-flips',
    '0,0,0.5,,,,,,,,,4,0',
    '8,0.5,0.5,0.25,0.75,1,0.5,,,,0.9,4,2',
    '',
  ]);
});

test('other test sets: one row a set, and empty cells if there is no head, average or teacher', () => {
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
