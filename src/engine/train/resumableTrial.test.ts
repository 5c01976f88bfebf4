import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { beforeAll, expect, test } from 'vitest';
import { microExperiment, stripes } from '../testing/micro';
import { runResumableTrial, type TrialProgress } from './resumableTrial';

beforeAll(() => tf.setBackend('cpu'));

const config = microExperiment({ depth: 1, batchSize: 4, epochs: 2 });
const dataset = stripes();

function trained(from: TrialProgress | null, abort = new AbortController(), store = async (_: TrialProgress) => {}) {
  const control = {
    signal: abort.signal,
    progress: (fraction: number) => {
      if (from === null && fraction > 0) abort.abort(new Error('interrupted'));
    },
  };
  // Longer than the test takes: what is stored is stored at the end.
  return runResumableTrial({ config, dataset, teacher: null, from, control, store, storeEvery: 1e6 });
}

test('an interrupted trial is stored before its error is thrown, and continues there with its time', async () => {
  const stored: TrialProgress[] = [];
  const store = async (progress: TrialProgress) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    stored.push(progress);
  };
  await expect(trained(null, undefined, store)).rejects.toThrow('interrupted');
  expect(stored).toHaveLength(1);
  const { checkpoint, seconds } = stored[0]!;
  expect(checkpoint.step).toBeGreaterThan(0);
  expect(seconds).toBeGreaterThan(0);
  const finished = await trained({ checkpoint, seconds: 1000 });
  expect(finished.seconds).toBeGreaterThan(1000);
  expect(finished.checkpoint.step).toBeGreaterThan(checkpoint.step);
}, 60_000);

test('a store that fails ends the trial with its error', async () => {
  const full = () => Promise.reject(new Error('the disk is full'));
  await expect(trained(null, undefined, full)).rejects.toThrow('the disk is full');
}, 60_000);
