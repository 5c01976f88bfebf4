import { expect, test } from 'vitest';
import { TERM, TERMS } from '../kernels/distillationLoss';
import type { MetricTable } from './checkpoint';
import { RunHistory } from './history';
import { StepMetrics } from './stepMetrics';

/** A source whose reads resolve when the test calls `answer`, with these totals. */
function slowSource(total: (step: number) => number) {
  const answers: (() => void)[] = [];
  return {
    step: 0,
    last: { learningRate: 0.1 },
    ring: {
      read: (first: number, count: number) =>
        new Promise<Float32Array[]>((resolve) => {
          const rows = Array.from({ length: count }, (_, i) => {
            const terms = new Float32Array(TERMS);
            terms[TERM.total] = total(first + i);
            return terms;
          });
          answers.push(() => resolve(rows));
        }),
    },
    answer: () => answers.shift()?.(),
  };
}

function watched(total: (step: number) => number) {
  const steps = slowSource(total);
  const history = new RunHistory();
  const reported: MetricTable[] = [];
  const metrics = new StepMetrics(steps, history, (rows) => reported.push(rows));
  const run = (count: number) => {
    for (let i = 0; i < count; i++) {
      steps.step++;
      metrics.stepDone();
    }
  };
  return { steps, history, reported, metrics, run };
}

test('steps that finish during a read are read after it, each once', async () => {
  const { steps, history, reported, metrics, run } = watched((step) => step + 0.5);
  run(3);
  const all = metrics.readAll();
  run(2);
  steps.answer();
  await Promise.resolve();
  while (history.length < 5) {
    await new Promise((resolve) => setTimeout(resolve));
    steps.answer();
  }
  await all;
  expect(Array.from(history.table().total)).toEqual([0.5, 1.5, 2.5, 3.5, 4.5]);
  expect(reported.map(({ step }) => Array.from(step))).toEqual([
    [0, 1, 2],
    [3, 4],
  ]);
});

test('a read that began before a restart is ignored', async () => {
  let broken = true;
  const { steps, history, metrics, run } = watched((step) => (broken && step === 2 ? Number.NaN : step));
  run(3);
  const before = metrics.read();
  // The run returns to step 0 during the read.
  steps.step = 0;
  metrics.restart();
  steps.answer();
  await before;
  expect(metrics.nonFiniteAt).toBeNull();
  expect(history.length).toBe(0);

  broken = false;
  run(3);
  const after = metrics.readAll();
  steps.answer();
  await after;
  expect(Array.from(history.table().total)).toEqual([0, 1, 2]);
});

test('no step after a NaN loss is read', async () => {
  const { steps, history, metrics, run } = watched((step) => (step === 1 ? Number.NaN : step));
  run(3);
  const all = metrics.readAll();
  steps.answer();
  await all;
  expect(metrics.nonFiniteAt).toBe(1);
  expect(history.length).toBe(1);
});
