import { expect, test } from 'vitest';
import { ProblemError } from '../experiment/problem';
import {
  INITIAL_SESSION,
  MAX_LOSSES,
  phaseOf,
  type SessionEffect,
  type SessionEvent,
  sessionReducer,
  type WorkerSessionState,
} from './sessionState';

const BROKEN = new ProblemError('non-finite', 'The loss is NaN.').problem;
const OTHER = new ProblemError('internal', 'Something else.').problem;

const LOST: SessionEvent = { kind: 'lost', reason: '', now: 0 };
const BUILT: SessionEvent[] = [
  { kind: 'building', id: 1 },
  { kind: 'built', id: 1 },
];
const PLAYS: SessionEvent[] = [...BUILT, { kind: 'play' }];
const MEASURE: SessionEvent = { kind: 'taskBegun', id: 1, phase: 'measuring' };
const TRIAL: SessionEvent = { kind: 'taskBegun', id: 2, phase: 'experimenting' };
const KEEP: SessionEvent = { kind: 'taskBegun', id: 3, phase: null };
const ended = (id: number): SessionEvent => ({ kind: 'taskEnded', id });
const rebuilt = (id: number, step: number | null = 5): SessionEvent => ({ kind: 'rebuilt', id, step });
const looked = (id: number): SessionEvent => ({ kind: 'looked', id });
const PAUSED: SessionEvent = { kind: 'rested', finished: false };

function after(events: readonly SessionEvent[]): { state: WorkerSessionState; effects: string[]; phase: string } {
  let state = INITIAL_SESSION;
  let effects: readonly SessionEffect[] = [];
  for (const event of events) [state, effects] = sessionReducer(state, event);
  return { state, effects: effects.map(({ kind }) => kind), phase: phaseOf(state.activity, 'paused') };
}

interface Row {
  name: string;
  events: SessionEvent[];
  phase: string;
  effects?: string[];
}

test.each<Row>([
  { name: 'nothing is built', events: [], phase: 'idle' },
  { name: 'Play without a run', events: [{ kind: 'play' }], phase: 'idle' },
  { name: 'building', events: [{ kind: 'building', id: 1 }], phase: 'preparing' },
  {
    name: 'the teacher is trained first',
    events: [
      { kind: 'building', id: 1 },
      { kind: 'teacher', id: 1, training: true },
    ],
    phase: 'training-teacher',
  },
  { name: 'built', events: BUILT, phase: 'paused' },
  {
    name: 'not built',
    events: [
      { kind: 'building', id: 1 },
      { kind: 'buildFailed', id: 1 },
    ],
    phase: 'idle',
  },
  { name: 'refused before the run was closed', events: [...PLAYS, { kind: 'buildFailed', id: 2 }], phase: 'running' },
  { name: 'closed', events: [...PLAYS, { kind: 'closed' }], phase: 'idle' },

  { name: 'Play', events: PLAYS, phase: 'running', effects: ['play'] },
  { name: 'Play twice', events: [...PLAYS, { kind: 'play' }], phase: 'running', effects: [] },
  { name: 'Pause: the steps in flight are done first', events: [...PLAYS, { kind: 'pause' }], phase: 'running' },
  { name: 'paused', events: [...PLAYS, { kind: 'pause' }, PAUSED], phase: 'paused', effects: [] },
  { name: 'finished', events: [...PLAYS, { kind: 'rested', finished: true }], phase: 'paused', effects: [] },
  {
    name: 'Pause, Play before the last step: training continues',
    events: [...PLAYS, { kind: 'pause' }, { kind: 'play' }],
    phase: 'running',
    effects: ['play'],
  },
  {
    name: 'Pause, Play after the last step: the loop has ended, and starts again',
    events: [...PLAYS, { kind: 'pause' }, { kind: 'play' }, PAUSED],
    phase: 'running',
    effects: ['play'],
  },

  {
    name: 'not finite',
    events: [...PLAYS, { kind: 'stepFailed', problem: BROKEN }],
    phase: 'running',
    effects: ['rewind'],
  },
  {
    name: 'not finite, rewound: training stays paused',
    events: [...PLAYS, { kind: 'stepFailed', problem: BROKEN }, { kind: 'rewound' }],
    phase: 'paused',
    effects: [],
  },
  {
    name: 'not finite, Play while rewinding',
    events: [...PLAYS, { kind: 'stepFailed', problem: BROKEN }, { kind: 'play' }, { kind: 'rewound' }],
    phase: 'running',
    effects: ['play'],
  },
  {
    name: 'not finite in the last steps before a task: rewound, and paused after the task',
    events: [...PLAYS, MEASURE, { kind: 'stepFailed', problem: BROKEN }, { kind: 'rewound' }, ended(1)],
    phase: 'paused',
    effects: [],
  },
  {
    name: 'another failure',
    events: [...PLAYS, { kind: 'stepFailed', problem: OTHER }],
    phase: 'paused',
    effects: ['report'],
  },

  { name: 'a task while training', events: [...PLAYS, MEASURE], phase: 'measuring', effects: [] },
  {
    name: 'a task ends: training continues',
    events: [...PLAYS, MEASURE, PAUSED, ended(1)],
    phase: 'running',
    effects: ['play'],
  },
  {
    name: 'a task ends: a paused run stays paused',
    events: [...BUILT, MEASURE, ended(1)],
    phase: 'paused',
    effects: [],
  },
  {
    name: 'a task that begins while the last steps before a pause are done',
    events: [...PLAYS, { kind: 'pause' }, MEASURE, PAUSED, ended(1)],
    phase: 'paused',
    effects: [],
  },
  {
    name: 'paused during the task',
    events: [...PLAYS, MEASURE, { kind: 'pause' }, ended(1)],
    phase: 'paused',
    effects: [],
  },
  {
    name: 'Play during the task: training starts after it',
    events: [...BUILT, MEASURE, { kind: 'play' }],
    phase: 'measuring',
    effects: [],
  },
  {
    name: 'Play during the task, task ended',
    events: [...BUILT, MEASURE, { kind: 'play' }, ended(1)],
    phase: 'running',
    effects: ['play'],
  },
  { name: 'two tasks: the latest one is shown', events: [...PLAYS, MEASURE, TRIAL], phase: 'experimenting' },
  {
    name: 'two tasks: the first ends, training rests',
    events: [...PLAYS, MEASURE, TRIAL, ended(1)],
    phase: 'experimenting',
    effects: [],
  },
  {
    name: 'two tasks: both end',
    events: [...PLAYS, MEASURE, TRIAL, ended(1), ended(2)],
    phase: 'running',
    effects: ['play'],
  },
  { name: 'keeping the run is not shown', events: [...PLAYS, KEEP], phase: 'paused' },
  { name: 'kept', events: [...PLAYS, KEEP, PAUSED, ended(3)], phase: 'running', effects: ['play'] },
  {
    name: 'the run is replaced during a task',
    events: [...PLAYS, MEASURE, { kind: 'closed' }, ended(1)],
    phase: 'idle',
    effects: [],
  },

  {
    name: 'out of memory while training',
    events: [...PLAYS, { kind: 'outOfMemory' }],
    phase: 'running',
    effects: ['pauseRun', 'reportOutOfMemory'],
  },
  { name: 'out of memory, paused', events: [...PLAYS, { kind: 'outOfMemory' }, PAUSED], phase: 'paused', effects: [] },
  {
    name: 'out of memory in a task',
    events: [...PLAYS, MEASURE, { kind: 'outOfMemory' }],
    phase: 'measuring',
    effects: ['abortTasks'],
  },
  {
    name: 'out of memory in a task: training continues',
    events: [...PLAYS, MEASURE, { kind: 'outOfMemory' }, ended(1)],
    phase: 'running',
  },
  {
    name: 'out of memory while the run is kept',
    events: [...PLAYS, KEEP, { kind: 'outOfMemory' }, ended(3)],
    phase: 'paused',
  },
  {
    name: 'out of memory while building',
    events: [{ kind: 'building', id: 1 }, { kind: 'outOfMemory' }],
    phase: 'preparing',
    effects: ['reportOutOfMemory'],
  },

  { name: 'lost', events: [...PLAYS, LOST], phase: 'recovering', effects: ['abandon', 'reopen'] },
  {
    name: 'lost, rebuilt: the probes come first',
    events: [...PLAYS, LOST, rebuilt(1)],
    phase: 'paused',
    effects: ['announce', 'look'],
  },
  {
    name: 'lost, rebuilt, looked at: training continues',
    events: [...PLAYS, LOST, rebuilt(1), looked(1)],
    phase: 'running',
    effects: ['play'],
  },
  { name: 'lost while paused', events: [...BUILT, LOST, rebuilt(1), looked(1)], phase: 'paused', effects: [] },
  {
    name: 'lost during the last steps before a pause',
    events: [...PLAYS, { kind: 'pause' }, LOST, rebuilt(1), looked(1)],
    phase: 'paused',
  },
  { name: 'lost without a run', events: [LOST, rebuilt(1, null)], phase: 'idle', effects: [] },
  {
    name: 'lost twice: the first recovery does not count',
    events: [...PLAYS, LOST, LOST, rebuilt(1)],
    phase: 'recovering',
    effects: [],
  },
  {
    name: 'lost while rebuilding',
    events: [...PLAYS, LOST, LOST, rebuilt(2), looked(2)],
    phase: 'running',
    effects: ['play'],
  },
  {
    name: 'lost between the rebuilt run and its first look',
    events: [...PLAYS, LOST, rebuilt(1), LOST, looked(1), rebuilt(2), looked(2)],
    phase: 'running',
    effects: ['play'],
  },
  {
    name: 'lost twice: the late failure of the first recovery',
    events: [...PLAYS, LOST, LOST, { kind: 'recoveryFailed', id: 1, message: '' }],
    phase: 'recovering',
    effects: [],
  },
  {
    name: 'no new device',
    events: [...PLAYS, LOST, { kind: 'recoveryFailed', id: 1, message: 'none.' }],
    phase: 'idle',
    effects: ['report'],
  },
  {
    name: 'paused while recovering',
    events: [...PLAYS, LOST, { kind: 'pause' }, rebuilt(1), looked(1)],
    phase: 'paused',
    effects: [],
  },
  {
    name: 'paused before the first look',
    events: [...PLAYS, LOST, rebuilt(1), { kind: 'pause' }, looked(1)],
    phase: 'paused',
    effects: [],
  },
  {
    name: 'Play while recovering',
    events: [...BUILT, LOST, { kind: 'play' }, rebuilt(1), looked(1)],
    phase: 'running',
    effects: ['play'],
  },
  {
    name: 'a task before the first look: training continues after it',
    events: [...PLAYS, LOST, rebuilt(1), MEASURE, looked(1), ended(1)],
    phase: 'running',
    effects: ['play'],
  },
  {
    name: 'lost while building a new experiment',
    events: [...PLAYS, { kind: 'building', id: 2 }, LOST, { kind: 'buildFailed', id: 2 }],
    phase: 'recovering',
    effects: [],
  },
  {
    name: 'lost while building: a late end of the build changes nothing',
    events: [{ kind: 'building', id: 1 }, LOST, rebuilt(1), { kind: 'built', id: 1 }, { kind: 'buildFailed', id: 1 }],
    phase: 'paused',
    effects: [],
  },
  {
    name: 'lost while the run was being closed: the build has failed',
    events: [...PLAYS, LOST, { kind: 'building', id: 2 }],
    phase: 'recovering',
    effects: [],
  },
  {
    name: 'lost in a task: training continues',
    events: [...PLAYS, MEASURE, PAUSED, LOST, ended(1), rebuilt(1), looked(1)],
    phase: 'running',
    effects: ['play'],
  },
  {
    name: 'lost in a task of a paused run',
    events: [...BUILT, MEASURE, LOST, ended(1), rebuilt(1), looked(1)],
    phase: 'paused',
  },
  {
    name: 'lost while rewinding: training does not fail again',
    events: [...PLAYS, { kind: 'stepFailed', problem: BROKEN }, LOST, { kind: 'rewound' }, rebuilt(1), looked(1)],
    phase: 'paused',
  },
])('$name', ({ events, phase, effects }) => {
  const result = after(events);
  expect(result.phase).toBe(phase);
  if (effects) expect(result.effects).toEqual(effects);
});

test('the run at rest decides what the page is shown', () => {
  for (const atRest of ['idle', 'paused', 'finished'] as const) {
    expect(phaseOf({ kind: 'resting', playAfterLook: null }, atRest)).toBe(atRest);
  }
});

test('a sentence says why, and from which step the run continues', () => {
  const { state } = after([...PLAYS, { kind: 'lost', reason: 'driver reset', now: 0 }]);
  const [, effects] = sessionReducer(state, rebuilt(1, 12));
  expect(effects[0]).toMatchObject({
    kind: 'announce',
    step: 12,
    message: expect.stringMatching(/driver reset.*step 12/),
  });
});

test('loss limit: too many within a minute end the recovery; losses further apart do not count', () => {
  const losses = (count: number, apart: number): SessionEvent[] =>
    Array.from({ length: count }, (_, i) => ({ kind: 'lost', reason: '', now: i * apart }));
  expect(after([...PLAYS, ...losses(MAX_LOSSES, 1000)]).phase).toBe('recovering');
  const over = after([...PLAYS, ...losses(MAX_LOSSES + 1, 1000)]);
  expect(over).toMatchObject({ phase: 'idle', effects: ['abandon', 'report'] });
  expect(after([...PLAYS, ...losses(4 * MAX_LOSSES, 60_000 / MAX_LOSSES)]).phase).toBe('recovering');
});
