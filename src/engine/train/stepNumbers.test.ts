import { expect, test } from 'vitest';
import { TERM, TERMS } from '../kernels/distillationLoss';
import type { MetricTable } from './checkpoint';
import { RunHistory } from './history';
import { StepNumbers } from './stepNumbers';

/** Steps whose ring answers when it is told to, with these totals. */
function slowSteps(total: (step: number) => number) {
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
  const steps = slowSteps(total);
  const history = new RunHistory();
  const told: MetricTable[] = [];
  const numbers = new StepNumbers(steps, history, (table) => told.push(table));
  const run = (count: number) => {
    for (let i = 0; i < count; i++) {
      steps.step++;
      numbers.stepDone();
    }
  };
  return { steps, history, told, numbers, run };
}

test('steps that come while others are read are read after them, each once', async () => {
  const { steps, history, told, numbers, run } = watched((step) => step + 0.5);
  run(3);
  const all = numbers.readAll();
  run(2);
  steps.answer();
  await Promise.resolve();
  while (history.length < 5) {
    await new Promise((resolve) => setTimeout(resolve));
    steps.answer();
  }
  await all;
  expect(Array.from(history.table().total)).toEqual([0.5, 1.5, 2.5, 3.5, 4.5]);
  expect(told.map(({ step }) => Array.from(step))).toEqual([
    [0, 1, 2],
    [3, 4],
  ]);
});

test('what was read of steps before a restart is nobody’s any more', async () => {
  let broken = true;
  const { steps, history, numbers, run } = watched((step) => (broken && step === 2 ? Number.NaN : step));
  run(3);
  const before = numbers.read();
  // The run goes back while its numbers are on their way.
  steps.step = 0;
  numbers.restart();
  steps.answer();
  await before;
  expect(numbers.nonFiniteAt).toBeNull();
  expect(history.length).toBe(0);

  broken = false;
  run(3);
  const after = numbers.readAll();
  steps.answer();
  await after;
  expect(Array.from(history.table().total)).toEqual([0, 1, 2]);
});

test('nothing is read beyond a loss that is no number', async () => {
  const { steps, history, numbers, run } = watched((step) => (step === 1 ? Number.NaN : step));
  run(3);
  const all = numbers.readAll();
  steps.answer();
  await all;
  expect(numbers.nonFiniteAt).toBe(1);
  expect(history.length).toBe(1);
});
