import { stepText } from '../../../sentences/step';
import type { StepSnapshot } from '../../../worker/protocol';

/** A true label of a picture and its share of the picture. */
export interface LabelShare {
  label: number;
  /** 0…1. */
  share: number;
}

/** The true labels of a picture as the models see it: two if it is mixed with another class. The larger share comes first. */
export function labelsIn({ label, mixed }: Pick<StepSnapshot, 'label' | 'mixed'>): [LabelShare, ...LabelShare[]] {
  if (!mixed || mixed.share === 0 || mixed.label === label) return [{ label, share: 1 }];
  const partner = { label: mixed.label, share: mixed.share };
  if (mixed.share === 1) return [partner];
  const own = { label, share: 1 - mixed.share };
  return own.share >= partner.share ? [own, partner] : [partner, own];
}

/** Compares the teacher's label with the true labels, in a sentence. They agree if it is the label with the largest share. */
export function verdictOf(
  [more, less]: readonly [LabelShare, ...LabelShare[]],
  teacher: number,
  nameOf: (label: number) => string,
): { agrees: boolean; sentence: string } {
  const agrees = teacher === more.label;
  const [first, seen] = [nameOf(more.label), nameOf(teacher)];
  if (!less) return { agrees, sentence: agrees ? stepText.agree : stepText.differ(first, seen) };
  if (agrees) return { agrees, sentence: stepText.agreeWithMore(first) };
  const second = nameOf(less.label);
  return {
    agrees,
    sentence:
      teacher === less.label ? stepText.agreeWithLess(first, second) : stepText.differFromBoth(first, second, seen),
  };
}
