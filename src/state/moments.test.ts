import { expect, test } from 'vitest';
import type { Answer, Moment } from '../worker/protocol';
import { Moments, useMoments } from './moments';

const at = (step: number) => ({ attention: { step }, terms: null }) as unknown as Moment;

test('dragging requests one moment at a time and ends at the last one; the current step needs no answer', async () => {
  const asked: { step: number; answer: (moment: Answer<'moment'>) => void }[] = [];
  const moments = new Moments({
    moments: async () => ({ steps: [0, 1, 5] }),
    moment: ({ step }) => new Promise((answer) => asked.push({ step, answer })),
  });
  await moments.refresh();
  expect(useMoments.getState()).toEqual({ steps: [0, 1, 5], moment: null });
  const dragged = moments.show(1);
  for (const step of [2, 3, 4]) void moments.show(step);
  asked[0]!.answer({ moment: at(1) });
  await new Promise((resolve) => setTimeout(resolve));
  expect(asked.map(({ step }) => step)).toEqual([1, 4]);
  asked[1]!.answer({ moment: at(3) });
  await dragged;
  expect(useMoments.getState().moment).toEqual(at(3));
  const late = moments.show(5);
  void moments.show(null);
  asked[2]!.answer({ moment: at(5) });
  await late;
  expect(useMoments.getState().moment).toBeNull();
});
