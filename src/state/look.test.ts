import { beforeEach, expect, test } from 'vitest';
import { ProblemError } from '../experiment/problem';
import type { Inspection, LookAsk } from '../worker/protocol';
import { Look, useLook } from './look';
import { IDLE, useSession } from './session';

interface Question {
  ask: LookAsk;
  answer(inspection: Partial<Inspection>): Promise<void>;
  fail(error: Error): Promise<void>;
}

let questions: Question[];
let look: Look;

const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

beforeEach(() => {
  questions = [];
  useLook.setState(useLook.getInitialState(), true);
  look = new Look(
    (ask) =>
      new Promise((resolve, reject) => {
        questions.push({
          ask,
          answer: (inspection) => {
            resolve(inspection as Inspection);
            return settled();
          },
          fail: (error) => {
            reject(error);
            return settled();
          },
        });
      }),
  );
});

test('of many changes during one request, only the last one is requested', async () => {
  look.choosePicture({ from: 'test', index: 1 });
  for (let i = 2; i < 20; i++) look.crop([0, 0, i, i]);
  expect(questions).toHaveLength(1);
  expect(useLook.getState().pending).toBe(true);
  await questions[0]!.answer({ step: 5 });
  expect(useLook.getState()).toMatchObject({ pending: true, inspection: { step: 5 } });
  expect(questions).toHaveLength(2);
  expect(questions[1]!.ask).toMatchObject({ picture: { from: 'test', index: 1 }, box: [0, 0, 19, 19] });
  await questions[1]!.answer({ step: 6 });
  expect(useLook.getState()).toMatchObject({ pending: false, inspection: { step: 6 }, problem: null });
  expect(questions).toHaveLength(2);
});

test('a new picture is shown whole; a new model gives its own answer', () => {
  look.crop([0, 0, 4, 4]);
  look.follow(3);
  look.choosePicture({ from: 'train', index: 7 });
  expect(useLook.getState()).toMatchObject({ box: null, target: 3 });
  look.chooseSubject('model');
  expect(useLook.getState()).toMatchObject({ subject: 'model', target: null, picture: { from: 'train', index: 7 } });
});

test('an own picture that is not square shows its central square, so that nothing is stretched', () => {
  const rgba = new Uint8ClampedArray(4 * 9 * 4);
  look.choosePicture({ from: 'own', picture: { rgba, width: 9, height: 4 } });
  expect(questions[0]!.ask.box).toEqual([2, 0, 4, 4]);
  look.choosePicture({ from: 'own', picture: { rgba, width: 6, height: 6 } });
  expect(useLook.getState().box).toBeNull();
});

test('a failure keeps the last answer and says why; the next answer removes the problem', async () => {
  look.again();
  await questions[0]!.answer({ step: 1 });
  look.again();
  await questions[1]!.fail(new ProblemError('bad-config', 'The crop has no area.'));
  expect(useLook.getState()).toMatchObject({
    pending: false,
    inspection: { step: 1 },
    problem: { message: 'The crop has no area.' },
  });
  look.again();
  await questions[2]!.answer({ step: 2 });
  expect(useLook.getState().problem).toBeNull();
});

test('a paused student is requested at once, at any cost; a training one is not requested at every step', async () => {
  const stop = look.watch();
  await questions[0]!.answer({ step: 0 });
  useSession.setState({ status: { ...IDLE, phase: 'paused', step: 1 } });
  expect(questions).toHaveLength(2);
  await questions[1]!.answer({ step: 1 });
  for (let step = 2; step < 9; step++) useSession.setState({ status: { ...IDLE, phase: 'running', step } });
  expect(questions).toHaveLength(2);
  useSession.setState({ status: { ...IDLE, phase: 'paused', step: 8 } });
  expect(questions).toHaveLength(3);
  stop();
  useSession.setState({ status: { ...IDLE, phase: 'paused', step: 9 } });
  expect(questions).toHaveLength(3);
});
