import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProblemError } from '../experiment/problem';
import {
  type Activity,
  INITIAL_SESSION,
  type SessionEvent,
  sessionReducer,
  type WorkerSessionState,
} from './sessionState';

const BROKEN = new ProblemError('non-finite', 'The loss is NaN.').problem;
const OTHER = new ProblemError('internal', 'Something else.').problem;

function after(events: readonly SessionEvent[]): WorkerSessionState {
  return events.reduce((state, event) => sessionReducer(state, event)[0], INITIAL_SESSION);
}

const id = fc.integer({ min: 1, max: 4 });
const plain = (...kinds: ('play' | 'pause' | 'closed' | 'rewound' | 'outOfMemory')[]) =>
  fc.constantFrom(...kinds).map((kind) => ({ kind }));
const event: fc.Arbitrary<SessionEvent> = fc.oneof(
  plain('play', 'pause', 'play', 'closed', 'rewound', 'outOfMemory'),
  fc.record({
    kind: fc.constantFrom('building' as const, 'built' as const, 'buildFailed' as const, 'looked' as const),
    id,
  }),
  fc.record({ kind: fc.constantFrom('built' as const), id }),
  fc.record({ kind: fc.constant('teacher' as const), id, training: fc.boolean() }),
  fc.record({ kind: fc.constant('rested' as const), finished: fc.boolean() }),
  fc.record({ kind: fc.constant('stepFailed' as const), problem: fc.constantFrom(BROKEN, OTHER) }),
  fc.record({ kind: fc.constant('taskBegun' as const), id, phase: fc.constantFrom('measuring' as const, null) }),
  fc.record({ kind: fc.constant('taskEnded' as const), id }),
  fc.record({ kind: fc.constant('lost' as const), reason: fc.constant(''), now: fc.integer({ min: 0, max: 500_000 }) }),
  fc.record({ kind: fc.constant('rebuilt' as const), id, step: fc.constantFrom(null, 3) }),
  fc.record({ kind: fc.constant('recoveryFailed' as const), id, message: fc.constant('none.') }),
);

/** Whether training may run in this activity. */
const trains = ({ kind }: Activity) => kind === 'playing';

test('any sequence: training starts only in `playing`, and never while a task, a build or a recovery needs the device', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      let state = INITIAL_SESSION;
      for (const happening of events) {
        const before = state;
        const [reduced, effects] = sessionReducer(state, happening);
        state = reduced;
        const kinds = effects.map(({ kind }) => kind);
        if (kinds.includes('play')) expect(trains(state.activity)).toBe(true);
        if (trains(state.activity) && !trains(before.activity)) expect(kinds).toContain('play');
        if (kinds.includes('reopen'))
          expect(state.activity).toMatchObject({ kind: 'recovering', id: state.recoveries });
        if (state.activity.kind === 'exclusive') expect(state.activity.tasks.length).toBeGreaterThan(0);
        expect(state.losses.length).toBeLessThanOrEqual(events.length);
      }
    }),
    { numRuns: 1000 },
  );
});

test('any sequence: after Pause nothing plays until Play, whatever else happens', () => {
  const others = event.filter(({ kind }) => kind !== 'play');
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), fc.array(others, { maxLength: 30 }), (first, then) => {
      let state = after(first);
      [state] = sessionReducer(state, { kind: 'pause' });
      for (const happening of then) {
        const [reduced, effects] = sessionReducer(state, happening);
        state = reduced;
        expect(effects.map(({ kind }) => kind)).not.toContain('play');
      }
    }),
    { numRuns: 1000 },
  );
});

test('any sequence: a later recovery makes every answer of an earlier one a late one', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      const state = after([...events, { kind: 'lost', reason: '', now: 0 }]);
      if (state.activity.kind !== 'recovering') return;
      for (let earlier = 0; earlier < state.recoveries; earlier++) {
        for (const late of [
          { kind: 'rebuilt', id: earlier, step: 5 },
          { kind: 'looked', id: earlier },
          { kind: 'recoveryFailed', id: earlier, message: '' },
        ] as const) {
          expect(sessionReducer(state, late)).toEqual([state, []]);
        }
      }
    }),
  );
});
