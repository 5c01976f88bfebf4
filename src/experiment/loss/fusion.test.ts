import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argmax, availableInference, fuse, softmax, topGuesses } from './fusion';

const { log } = Math;

/** Logits whose softmax is known by hand. */
const cls = [log(0.7), log(0.2), log(0.1)];
const dist = [log(0.1), log(0.8), log(0.1)];

function expectClose(actual: number[], expected: number[]) {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 10);
}

describe('softmax', () => {
  it('turns log probabilities back into probabilities, whatever is added to all', () => {
    expectClose(softmax(cls.map((value) => value + 1000)), [0.7, 0.2, 0.1]);
  });

  it('takes the τ-th root of the odds', () => {
    expectClose(softmax([log(8), 0], 3), [2 / 3, 1 / 3]);
  });

  it('sums to one and keeps the order at every temperature', () => {
    const logits = fc.array(fc.double({ min: -500, max: 500, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(logits, fc.double({ min: 0.1, max: 20, noNaN: true }), (values, tau) => {
        const probabilities = softmax(values, tau);
        expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
        expect(probabilities[argmax(values)]).toBe(Math.max(...probabilities));
      }),
    );
  });
});

describe('fuse', () => {
  it('reads one head', () => {
    expectClose(fuse({ cls, dist }, 'cls'), [0.7, 0.2, 0.1]);
    expectClose(fuse({ cls, dist }, 'dist'), [0.1, 0.8, 0.1]);
  });

  it('averages logits: geometric means of the two heads', () => {
    const means = [Math.sqrt(0.07), Math.sqrt(0.16), Math.sqrt(0.01)];
    const sum = means[0]! + means[1]! + means[2]!;
    expectClose(
      fuse({ cls, dist }, 'both-logits'),
      means.map((mean) => mean / sum),
    );
  });

  it('adds softmax outputs: arithmetic means of the two heads', () => {
    expectClose(fuse({ cls, dist }, 'both-softmax'), [0.4, 0.5, 0.1]);
  });

  it('can answer differently by logits and by softmax', () => {
    const heads = { cls: [5, 0, 0], dist: [-9, 2, 0] };
    expect(argmax(fuse(heads, 'both-logits'))).toBe(1);
    expect(argmax(fuse({ cls: [5, 0, 0], dist: [-9, 0.5, 0.4] }, 'both-softmax'))).toBe(0);
  });

  it('uses the class head if there is no other', () => {
    for (const inference of ['cls', 'dist', 'both-logits', 'both-softmax'] as const) {
      expectClose(fuse({ cls, dist: null }, inference), [0.7, 0.2, 0.1]);
      expect(availableInference(inference, false)).toBe('cls');
      expect(availableInference(inference, true)).toBe(inference);
    }
  });
});

it('argmax takes the first of equals', () => {
  expect(argmax(Float32Array.of(1, 3, 3, 2))).toBe(1);
});

it('topGuesses sorts by probability and is never longer than the classes', () => {
  expect(topGuesses([0.2, 0.5, 0.3], 2)).toEqual([
    { label: 1, probability: 0.5 },
    { label: 2, probability: 0.3 },
  ]);
  expect(topGuesses([1], 3)).toHaveLength(1);
});
