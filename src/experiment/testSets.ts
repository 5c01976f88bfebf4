import type { Inference } from './config';

/** What is done to the pictures of a corrupted test set, as in ImageNet-C (Hendrycks and Dietterich 2019). */
export const CORRUPTIONS = ['noise', 'blur', 'contrast', 'pixelate', 'shift'] as const;
export type Corruption = (typeof CORRUPTIONS)[number];

/**
 * How much, by strength 0 … 5; strength 0 is the picture itself. Lengths are for a picture of 32 pixels a side and grow with it.
 *
 * noise: deviation, of the pixel range · blur: deviation of the Gaussian, pixels · contrast: what is left of it · pixelate: what is
 * left of the picture's side · shift: pixels. Mild ones are like those of CIFAR-10-C; strong ones go further, towards ImageNet-C.
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
 * The test split as it is; a fresh draw in another style, as ImageNet-V2 is one; the test split with every true label of a picture, as
 * ReaL; or one that was corrupted.
 */
export const TEST_SET_KINDS = ['plain', 'style', 'labels', ...CORRUPTIONS] as const;
export type TestSetKind = (typeof TEST_SET_KINDS)[number];

export interface TestSetId {
  kind: TestSetKind;
  /** 1 … 5 of a corruption; 0 of the others. */
  strength: number;
}

export function isCorruption(kind: TestSetKind): kind is Corruption {
  return CORRUPTIONS.some((corruption) => corruption === kind);
}

/** Accuracy by way of inference, and the teacher's, 0…1; null where there is no such head, no teacher, no average. */
export interface TestSetShares {
  accuracy: Record<Inference, number | null>;
  /** Of the weights' moving average. */
  averaged: Record<Inference, number | null> | null;
  teacher: number | null;
}

/** What one test set came to. Plain data. */
export interface TestSetResult extends TestSetShares {
  set: TestSetId;
  images: number;
}

/** What a test set looks like: a picture of it, RGBA, and all that may be answered, by the classes' names. */
export interface TestSetExample {
  set: TestSetId;
  picture: { rgba: Uint8ClampedArray<ArrayBuffer>; width: number; height: number };
  labels: string[];
}

/** A student at one step on all test sets. */
export interface OtherTests {
  /** Optimiser steps that it had done. */
  step: number;
  /** Test images of the data set, of which the results' are a part. */
  testCount: number;
  results: TestSetResult[];
  examples: TestSetExample[];
}

/** Of a corruption the mean over its strengths. */
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

/** Null where one is missing. */
function mean(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum / values.length;
}
