import { describe, expect, it } from 'vitest';
import { stepText } from '../../../sentences/step';
import { labelsIn, verdictOf } from './labels';

const mixed = (label: number, share: number) => ({ label, given: label, share, cut: false });

describe('labelsIn', () => {
  it('has one label if the picture contains no other class', () => {
    const alone = [{ label: 3, share: 1 }];
    expect(labelsIn({ label: 3, mixed: null })).toEqual(alone);
    expect(labelsIn({ label: 3, mixed: mixed(5, 0) })).toEqual(alone);
    expect(labelsIn({ label: 3, mixed: mixed(3, 0.7) })).toEqual(alone);
    expect(labelsIn({ label: 5, mixed: mixed(3, 1) })).toEqual(alone);
  });

  it('lists the label with the larger share first', () => {
    expect(labelsIn({ label: 3, mixed: mixed(5, 0.25) }).map(({ label }) => label)).toEqual([3, 5]);
    expect(labelsIn({ label: 3, mixed: mixed(5, 0.75) })).toEqual([
      { label: 5, share: 0.75 },
      { label: 3, share: 0.25 },
    ]);
  });
});

describe('verdictOf', () => {
  const nameOf = (label: number) => `class${label}`;

  it('agrees or differs if there is one label', () => {
    const one = labelsIn({ label: 3, mixed: null });
    expect(verdictOf(one, 3, nameOf)).toEqual({ agrees: true, sentence: 'Label and teacher agree on this crop.' });
    expect(verdictOf(one, 4, nameOf)).toEqual({
      agrees: false,
      sentence: 'The label says class3, the teacher sees class4.',
    });
  });

  it('compares the teacher with the label that has the larger share', () => {
    const strong = labelsIn({ label: 3, mixed: mixed(5, 0.8) });
    expect(verdictOf(strong, 5, nameOf).agrees).toBe(true);
    expect(verdictOf(strong, 3, nameOf)).toEqual({
      agrees: false,
      sentence: 'class5 has the larger share, but the teacher sees class3.',
    });
    expect(verdictOf(strong, 7, nameOf).sentence).toBe('The labels say class5 and class3, the teacher sees class7.');
  });
});

describe('the target of a mixed picture', () => {
  it('uses the labels that the student was given, and says which are missing', () => {
    expect(stepText.target('cat', 'dog')).toBe('The target of the label’s term is cat and dog, by these shares.');
    expect(stepText.target('cat', 'cat')).toBe('The target of the label’s term is cat.');
    expect(stepText.target(null, 'dog')).toBe('Only the other picture has a label, dog. It counts by its share.');
    expect(stepText.target('cat', null)).toBe('Only the first picture has a label, cat. It counts by its share.');
    expect(stepText.target(null, null)).toBe('Neither picture has a label.');
  });
});
