import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';
import { type LoopedRun, runLoop } from './runLoop';

/** A run that records what the loop does, for a number of steps. */
function recorded(steps: number, change: Partial<LoopedRun> = {}) {
  const calls: string[] = [];
  let step = 0;
  const call = (name: string) => async () => void calls.push(`${name} ${step}`);
  const run: LoopedRun = {
    settings: { stepsPerSecond: null, metricsEvery: Number.POSITIVE_INFINITY, readbackEvery: Number.POSITIVE_INFINITY },
    metrics: { read: call('metrics'), urgent: false },
    batch: 1,
    continues: () => step < steps,
    momentDue: () => false,
    evaluationDue: () => false,
    step: () => {
      step++;
    },
    throwIfBroken: () => undefined,
    speed: () => undefined,
    progress: () => undefined,
    readBack: call('readback'),
    takeSnapshot: call('snapshot'),
    evaluate: call('evaluation'),
    ...change,
  };
  return { run, calls, step: () => step };
}

test('reads back each saved moment and evaluates when due, even if nothing is due by time', async () => {
  const looped = recorded(5, {
    momentDue: () => [1, 4].includes(looped.step()),
    evaluationDue: () => looped.step() === 4,
  });
  await runLoop(looped.run);
  expect(looped.step()).toBe(5);
  expect(looped.calls).toEqual(['readback 1', 'readback 4', 'evaluation 4']);
});

test('waits for the metrics if the ring is about to overflow', async () => {
  const order: string[] = [];
  const looped = recorded(2, {
    metrics: {
      urgent: true,
      read: async () => {
        await new Promise((resolve) => setTimeout(resolve));
        order.push(`read ${looped.step()}`);
      },
    },
    progress: () => void order.push(`progress ${looped.step()}`),
  });
  await runLoop(looped.run);
  expect(order).toEqual(['read 1', 'progress 1', 'read 2', 'progress 2']);
});

test('a failed read of metrics in passing does not end the run; a broken loss does', async () => {
  const failing = recorded(3, {
    settings: { stepsPerSecond: null, metricsEvery: -1, readbackEvery: Number.POSITIVE_INFINITY },
    metrics: { urgent: false, read: () => Promise.reject(new Error('lost')) },
  });
  await runLoop(failing.run);
  expect(failing.step()).toBe(3);
  const broken = recorded(3, {
    throwIfBroken: () => {
      if (broken.step() === 2) throw new Error('NaN');
    },
  });
  await expect(runLoop(broken.run)).rejects.toThrow('NaN');
  expect(broken.step()).toBe(2);
});

test('slow motion ends at once when the run is paused', async () => {
  let playing = true;
  const looped = recorded(100, {
    settings: { stepsPerSecond: 1e-3, metricsEvery: 0, readbackEvery: 0 },
    continues: () => playing,
    readBack: async () => {
      setTimeout(() => {
        playing = false;
      });
    },
    momentDue: () => true,
  });
  await runLoop(looped.run);
  expect(looped.step()).toBe(1);
});
