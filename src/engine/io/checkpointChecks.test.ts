import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isObject } from '../../experiment/json';
import { ProblemError } from '../../experiment/problem';
import type { ImageDataset } from '../data/dataset';
import { keptRunOf, microRun } from '../testing/keptRun';
import { asBefore, type Checkpoint } from '../train/checkpoint';
import type { Run } from '../train/run';
import { contradiction, misfit } from './checkpointChecks';
import { readRunFile, runFileBytes } from './runFile';
import { readSafetensors, writeSafetensors } from './safetensors';

let run: Run;
let dataset: ImageDataset;
let valid: Checkpoint;
let bytes: Uint8Array;

beforeAll(async () => {
  await tf.setBackend('cpu');
  ({ run, dataset, checkpoint: valid } = await microRun(2, { depth: 1, batchSize: 4 }));
  bytes = runFileBytes(keptRunOf(valid));
}, 60_000);
afterAll(() => run.dispose());

test('a real run is consistent and fits its data set, before and after it is saved and loaded', () => {
  const read = readRunFile(bytes, 'run').checkpoint;
  for (const checkpoint of [valid, read]) {
    expect(contradiction(checkpoint)).toBeNull();
    expect(misfit(checkpoint, dataset)).toBeNull();
  }
  expect(misfit({ ...valid, before: asBefore(valid) }, dataset)).toBeNull();
  expect(valid.album.length).toBeGreaterThan(0);
  expect(valid.tokens.length).toBeGreaterThan(0);
});

describe('a contradiction is found:', () => {
  const cases: [string, (checkpoint: Checkpoint) => Partial<Checkpoint>, RegExp][] = [
    ['more steps than curves', () => ({ step: 3 }), /curves have 2 steps/],
    [
      'steps in another order',
      ({ metrics }) => ({ metrics: { ...metrics, step: metrics.step.toReversed() } }),
      /order/,
    ],
    ['a later evaluation', ({ evaluations }) => ({ evaluations: [{ ...evaluations[0]!, step: 9 }] }), /later/],
    ['twice the same moment', ({ album }) => ({ album: [album[0]!, album[0]!] }), /order/],
    [
      'an accuracy of 300 %',
      ({ evaluations }) => ({
        evaluations: [{ ...evaluations[0]!, accuracy: { ...evaluations[0]!.accuracy, cls: 3 } }],
      }),
      /between 0 and 1/,
    ],
    ['NaN among the logits', ({ album }) => ({ album: [{ ...album[0]!, cls: Float32Array.of(Number.NaN) }] }), /NaN/],
  ];
  test.each(cases)('%s', (_, change, sentence) => {
    expect(contradiction({ ...valid, ...change(valid) })).toMatch(sentence);
  });
});

describe('a misfit is found:', () => {
  const config = (change: Partial<Checkpoint['config']>) => (checkpoint: Checkpoint) => ({
    config: { ...checkpoint.config, ...change },
  });
  const cases: [string, (checkpoint: Checkpoint) => Partial<Checkpoint>, RegExp][] = [
    ['other images', () => ({ datasetFingerprint: 'other' }), /other images/],
    ['another version', () => ({ version: 1 }), /version/],
    ['a wider student', config({ dim: 32 }), /numbers instead of/],
    [
      'a weight too many',
      ({ parameters }) => ({ parameters: new Map([...parameters, ['x', Float32Array.of(1)]]) }),
      /does not have/,
    ],
    ['no weights', () => ({ parameters: new Map() }), /cls_token have 0 numbers/],
    ['a missing moving average', config({ ema: 0.9 }), /optimiser/],
    ['a longer run', config({ epochs: 0 }), /2 steps of a run of 0/],
    ['other heads', config({ heads: 4 }), /token records/],
    [
      'initial weights of another size',
      (checkpoint) => ({
        before: { ...asBefore(checkpoint), config: { ...checkpoint.config, imageSize: 1e9 } },
      }),
      /fine-tuned from/,
    ],
    [
      'a probe outside the test split',
      ({ album }) => ({ album: [{ ...album[0]!, probes: [0, 1e9] }] }),
      /token records or moments/,
    ],
    [
      'too few attention maps',
      ({ album }) => ({ album: [{ ...album[0]!, maps: Uint16Array.of(1) }] }),
      /token records/,
    ],
    ['no logits of the second head', ({ album }) => ({ album: [{ ...album[0]!, dist: null }] }), /token records/],
  ];
  test.each(cases)('%s', (_, change, sentence) => {
    expect(misfit({ ...valid, ...change(valid) }, dataset)).toMatch(sentence);
  });
});

/** A copy of a JSON value with one part replaced. */
function changed(value: unknown, path: readonly number[], other: unknown): unknown {
  const [next, ...rest] = path;
  const keys = Array.isArray(value) || isObject(value) ? Object.keys(value) : [];
  if (next === undefined || keys.length === 0) return other;
  const key = keys[next % keys.length]!;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = changed(copy[key], rest, other);
  return copy;
}

const OTHER = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    1e308,
    -1,
    2 ** 53,
    0.5,
    '__proto__',
    '<img src=x onerror=alert(1)>',
    JSON.parse('{"__proto__": {"x": 1}}'),
  ),
);

test('a real file with any change is refused, does not fit, or is continued', async () => {
  const { tensors, metadata } = readSafetensors(bytes, 'run');
  const names = [...tensors.keys()];
  const tensor = fc.record({
    at: fc.nat(names.length - 1),
    data: fc.option(fc.array(fc.float(), { maxLength: 40 }), { nil: null }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(fc.nat(60), { minLength: 1, maxLength: 4 }), OTHER), { maxLength: 3 }),
      fc.array(tensor, { maxLength: 2 }),
      async (changes, others) => {
        const described = changes.reduce<unknown>(
          (value, [path, other]) => changed(value, path, other),
          JSON.parse(metadata.run!),
        );
        const all = new Map([...tensors].map(([name, { data }]) => [name, Float32Array.from(data)]));
        for (const { at, data } of others) {
          if (data) all.set(names[at]!, Float32Array.from(data));
          else all.delete(names[at]!);
        }
        const file = writeSafetensors(new Map([...all].map(([name, data]) => [name, { shape: [data.length], data }])), {
          ...metadata,
          run: JSON.stringify(described),
        });
        let read: Checkpoint;
        try {
          read = readRunFile(file, 'my.run').checkpoint;
        } catch (error) {
          expect(error).toBeInstanceOf(ProblemError);
          expect((error as Error).message).toMatch(/^my\.run: /);
          return;
        }
        // The page has validated the configuration.
        const checkpoint = { ...read, config: valid.config };
        if (misfit(checkpoint, dataset) !== null) return;
        await run.restore(checkpoint);
        expect(run.trainer.step).toBe(checkpoint.step);
        for (const { step } of checkpoint.album) run.probes.moments.at(step);
        await run.checkpoint();
      },
    ),
    { numRuns: 300 },
  );
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});
