import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../experiment/config';
import { ProblemError } from '../../experiment/problem';
import { microExperiment } from '../../experiment/testing/microExperiment';
import type { OwnFile } from '../../worker/protocol';
import { pendingChanges } from '../pendingChanges';
import { configured, FRESH_RUN, GPU, PAUSED_RUN, PLAYING_RUN, PreparationDriver } from '../testing/preparationDriver';
import type { PreparationEffect, PreparationEvent } from './types';

/** What may happen next, as data; answers are those of the request that the worker has. */
type Happening =
  | { kind: 'user'; event: PreparationEvent }
  | { kind: 'answer'; outcome: 'success' | 'bad-config' | 'cancelled' }
  | { kind: 'late answer' }
  | { kind: 'crash'; seconds: number };

const config = fc
  .record({ dataset: fc.constantFrom('shapes', 'mnist', 'own'), seed: fc.integer({ min: 1, max: 3 }) })
  .map((change) => microExperiment(change));
const run = fc.constantFrom(FRESH_RUN, FRESH_RUN, PLAYING_RUN, PAUSED_RUN);
const asked = config.map((given) => ({ config: given, messages: [] }));

const event: fc.Arbitrary<PreparationEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('change' as const), asked, run }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pauseOver' as const), run }) },
  fc.record({ kind: fc.constant('apply' as const), run }),
  fc.record({ kind: fc.constant('discard' as const), run }),
  fc.record({ kind: fc.constant('useOwnImages' as const), asked, files: fc.constant<OwnFile[]>([]) }),
  fc.record({
    ...{ kind: fc.constant('openKept' as const), id: fc.constant('kept'), config, images: fc.constant('images') },
    ...{ notice: fc.constant('Opened.'), run },
  }),
  fc.record({ kind: fc.constant('fineTune' as const), config, run }),
  fc.record({
    ...{ kind: fc.constant('command' as const), run },
    command: fc.constantFrom('play' as const, 'pause' as const, 'step' as const, 'reset' as const),
  }),
);

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: event.map((given) => ({ kind: 'user' as const, event: given })) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      outcome: fc.constantFrom('success' as const, 'success' as const, 'bad-config' as const, 'cancelled' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'late answer' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('crash' as const), seconds: fc.integer({ min: 0, max: 90 }) }),
  },
);

type Request = Extract<PreparationEffect, { kind: 'start' | 'load' | 'build' | 'restoreView' }>;

const isRequest = (effect: PreparationEffect): effect is Request =>
  effect.kind === 'start' || effect.kind === 'load' || effect.kind === 'build' || effect.kind === 'restoreView';

/** The page with a worker that answers on command, and a record of its requests. */
class World {
  readonly page = new PreparationDriver();
  request: Request | null = null;
  settled = new Set<number>();
  #seconds = 0;
  #crashed = false;
  #answered: PreparationEvent[] = [];
  /** What the worker holds: the data set of its images, and its run. */
  #images: string | null = null;
  held: ExperimentConfig | null = null;

  send(next: PreparationEvent): void {
    this.page.send(next);
    for (const effect of this.page.effects) {
      if (isRequest(effect)) {
        expect(this.request, 'two requests at a time').toBeNull();
        this.request = effect;
      }
      if (effect.kind === 'settle') {
        expect(this.settled.has(effect.id), 'settled twice').toBe(false);
        this.settled.add(effect.id);
      }
      if (effect.kind === 'cancel') expect(effect.id).toBe(this.request?.id);
    }
    const { inFlight, next: waiting } = this.page.state;
    expect(this.request?.id).toBe(inFlight?.id);
    if (waiting) expect(inFlight?.cancelled, 'a request waits for one that was not cancelled').toBe(true);
  }

  happen(what: Happening): void {
    if (what.kind === 'user') this.send(what.event);
    if (what.kind === 'answer') this.answer(what.outcome);
    if (what.kind === 'crash') this.crash(what.seconds);
    if (what.kind === 'late answer') {
      const { state } = this.page;
      for (const late of this.#answered) this.page.send(late);
      expect(this.page.state).toBe(state);
    }
  }

  crash(seconds: number): void {
    this.#seconds += seconds;
    if (this.request) this.#answered.push(this.#success(this.request));
    this.#crashed = true;
    this.request = null;
    this.#images = null;
    this.held = null;
    this.send({ kind: 'crashed', now: this.#seconds * 1000, run: PAUSED_RUN });
  }

  answer(outcome: 'success' | 'bad-config' | 'cancelled'): void {
    const { request } = this;
    if (!request) return;
    this.request = null;
    // In the worst case a build fails after it has closed the run before.
    if (request.kind === 'build') this.held = null;
    // The settings of the view cannot fail.
    if (outcome === 'success' || request.kind === 'restoreView') this.send(this.#success(request));
    else this.send({ kind: 'failed', id: request.id, problem: new ProblemError(outcome, 'It failed.').problem });
  }

  #success(request: Request): PreparationEvent {
    const { kind, id } = request;
    if (kind === 'start') return { kind: 'started', id, backend: GPU };
    if (kind === 'build') {
      this.held = request.ask.config;
      return { kind: 'built', id, built: configured() };
    }
    if (kind === 'restoreView') return { kind: 'viewRestored', id };
    const { dataset } = request.preparation.config;
    const fresh = request.reload || this.#images !== dataset;
    // Asked to load again what it has, or not to load what it lacks, the page is wrong about the worker.
    expect(request.reload).toBe(this.#images === null && this.#crashed);
    if (fresh) this.held = null;
    this.#images = dataset;
    return { kind: 'loaded', id, trainCount: 100, fresh };
  }

  /**
   * Everything succeeds from now on, and the user does nothing.
   * @param inTime whether the worker can still stop what is cancelled
   */
  settle(inTime: boolean): void {
    for (let i = 0; i < 50; i++) {
      if (this.request) this.answer(inTime && this.page.state.inFlight?.cancelled ? 'cancelled' : 'success');
      else if (this.page.state.following) this.send({ kind: 'pauseOver', run: FRESH_RUN });
      else return;
    }
    throw new Error('The page does not come to rest.');
  }
}

const opened = (): World => {
  const world = new World();
  world.send({ kind: 'open', asked: { config: microExperiment(), messages: [] }, named: true });
  return world;
};

test('any sequence: one request at a time, every request settles once, the page knows what the worker holds, late answers change nothing, nothing is left waiting', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), fc.boolean(), (happenings, inTime) => {
      const world = opened();
      for (const what of happenings) world.happen(what);
      world.settle(inTime);
      const { state } = world.page;
      expect(state).toMatchObject({ inFlight: null, next: null, following: false, waiting: [] });
      expect(world.settled.size).toBe(state.lastId);
      if (state.startup === 'ready') expect(state.running).toEqual(world.held);
    }),
    { numRuns: 500 },
  );
});

test('the last request wins: after any events, the experiment that is requested last runs', () => {
  fc.assert(
    fc.property(
      fc.array(happening, { maxLength: 40 }),
      config,
      fc.boolean(),
      fc.boolean(),
      (happenings, wanted, apply, inTime) => {
        const world = opened();
        for (const what of happenings) world.happen(what);
        world.send({ kind: 'change', asked: { config: wanted, messages: [] }, run: FRESH_RUN });
        if (apply) world.send({ kind: 'apply', run: FRESH_RUN });
        world.settle(inTime);
        const { running, shown, startup } = world.page.state;
        if (apply) expect(startup).toBe('ready');
        // Without Apply, a page that gave up on the worker waits for a change that differs from its last run.
        if (startup !== 'ready') return;
        expect(running && pendingChanges(running, shown.config)).toEqual([]);
        expect(shown.config).toMatchObject({ dataset: wanted.dataset, seed: wanted.seed });
      },
    ),
    { numRuns: 500 },
  );
});

test('after a failure nothing happens until the next event: its effects ask for one request at most', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
      const world = opened();
      for (const what of happenings) world.happen(what);
      world.answer('bad-config');
      expect(world.page.effects.filter(isRequest).length).toBeLessThanOrEqual(1);
      const { startup, inFlight } = world.page.state;
      if (startup === 'failed' && !world.request) expect(inFlight).toBeNull();
    }),
    { numRuns: 300 },
  );
});
