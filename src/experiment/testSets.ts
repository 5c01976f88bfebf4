import type { Inference } from './config';

/** How the images of a corrupted test set are changed, as in ImageNet-C (Hendrycks and Dietterich 2019). */
export const CORRUPTIONS = ['noise', 'blur', 'contrast', 'pixelate', 'shift'] as const;
export type Corruption = (typeof CORRUPTIONS)[number];

/**
 * Amount of each corruption by strength 0 … 5; strength 0 leaves the image as it is. Lengths are for images with a side of 32 pixels
 * and grow with the side.
 *
 * noise: standard deviation as a share of the pixel range · blur: standard deviation of the Gaussian in pixels · contrast: share that
 * is left · pixelate: share of the side that is left · shift: pixels. Mild ones are like CIFAR-10-C; strong ones go further, towards
 * ImageNet-C.
 */
export const AMOUNTS: Record<Corruption, readonly number[]> = {
  noise: [0, 0.04, 0.08, 0.12, 0.18, 0.26],
  blur: [0, 0.5, 0.75, 1, 1.5, 2],
  contrast: [1, 0.75, 0.5, 0.4, 0.3, 0.15],
  pixelate: [1, 0.75, 0.625, 0.5, 0.375, 0.25],
  shift: [0, 2, 4, 6, 8, 10],
};

export const STRENGTHS = [1, 2, 3, 4, 5] as const;

/**
 * `plain`: the test split as it is. `style`: newly drawn images in another style, like ImageNet-V2. `labels`: the test split with
 * every true label of an image, like ReaL. The others are corruptions of the test split.
 */
export const TEST_SET_KINDS = ['plain', 'style', 'labels', ...CORRUPTIONS] as const;
export type TestSetKind = (typeof TEST_SET_KINDS)[number];

export interface TestSetId {
  kind: TestSetKind;
  /** 1 … 5 for corruptions, 0 for the others. */
  strength: number;
}

export function isCorruption(kind: TestSetKind): kind is Corruption {
  return CORRUPTIONS.some((corruption) => corruption === kind);
}

/** Accuracy of the student by inference, and of the teacher, 0…1; null if there is no such head, no teacher or no average. */
export interface TestSetShares {
  accuracy: Record<Inference, number | null>;
  /** Accuracy of the moving average of the weights. */
  averaged: Record<Inference, number | null> | null;
  teacher: number | null;
}

/** The result of one test set. Plain data. */
export interface TestSetResult extends TestSetShares {
  set: TestSetId;
  images: number;
}

/** An example of a test set: one image, RGBA, and the names of all classes that count as right. */
export interface TestSetExample {
  set: TestSetId;
  picture: { rgba: Uint8ClampedArray<ArrayBuffer>; width: number; height: number };
  labels: string[];
}

/** The results of a student at one step on all test sets. */
export interface OtherTests {
  /** Optimiser steps done. */
  step: number;
  /** Test images of the data set. The results may use a part of them. */
  testCount: number;
  results: TestSetResult[];
  examples: TestSetExample[];
}

/** Results by kind of test set; for a corruption the mean over its strengths. */
export interface TestKindShares extends TestSetShares {
  kind: TestSetKind;
}

/** Accuracy by kind of test set, in the order of the results. */
export function byKind(results: readonly TestSetResult[]): TestKindShares[] {
  const kinds = [...new Set(results.map(({ set }) => set.kind))];
  return kinds.map((kind) => ({ kind, ...meanOf(results.filter(({ set }) => set.kind === kind)) }));
}

function meanOf(results: readonly TestSetResult[]): TestSetShares {
  const { averaged } = results[0]!;
  return {
    accuracy: meanShares(results.map(({ accuracy }) => accuracy)),
    averaged: averaged && meanShares(results.map((result) => result.averaged ?? averaged)),
    teacher: mean(results.map(({ teacher }) => teacher)),
  };
}

function meanShares(shares: readonly Record<Inference, number | null>[]): Record<Inference, number | null> {
  const of = (inference: Inference) => mean(shares.map((share) => share[inference]));
  return { cls: of('cls'), dist: of('dist'), 'both-logits': of('both-logits'), 'both-softmax': of('both-softmax') };
}

/** Null if one value is missing. */
function mean(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum / values.length;
}
