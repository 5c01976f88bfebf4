/** The operations of RandAugment (timm's increasing set, as DeiT uses it), in the order of their numbers, from 1. */
export const RAND_AUGMENT_OPS = [
  'autoContrast',
  'equalize',
  'invert',
  'rotate',
  'posterize',
  'solarize',
  'solarizeAdd',
  'color',
  'contrast',
  'brightness',
  'sharpness',
  'shearX',
  'shearY',
  'translateX',
  'translateY',
] as const;
export type RandAugmentOp = (typeof RAND_AUGMENT_OPS)[number];

/** Number of an operation in the step inputs; 0 is no operation. */
export function numberOf(op: RandAugmentOp): number {
  return RAND_AUGMENT_OPS.indexOf(op) + 1;
}
