import type { ExperimentConfig } from '../../experiment/config';
import { ProblemError } from '../../experiment/problem';
import { microExperiment } from '../../experiment/testing/microExperiment';
import type { Configured, Started } from '../../worker/protocol';
import { INITIAL_PREPARATION, preparationReducer } from '../preparation/reducer';
import type { PreparationEffect, PreparationEvent, PreparationState, RunCommand, RunNow } from '../preparation/types';

export const GPU: Started = { backend: 'webgpu', adapter: 'test', software: false, maxBufferBytes: 2 ** 30 };

export const FRESH_RUN: RunNow = { begun: false, playing: false, images: 'images' };
export const PLAYING_RUN: RunNow = { begun: true, playing: true, images: 'images' };
export const PAUSED_RUN: RunNow = { begun: true, playing: false, images: 'images' };

/** What `configure` answers for a new run. */
export function configured(change: Partial<Configured> = {}): Configured {
  return {
    ...{ parameters: 1, macs: 1, tokens: 1, stepsPerEpoch: 4, totalSteps: 8, initialWeightsHash: '', teacher: null },
    ...{ before: null, resumedAtStep: null, history: null },
    ...change,
  };
}

/** Feeds events to the reducer and remembers the effects of the latest one. */
export class PreparationDriver {
  state: PreparationState = INITIAL_PREPARATION;
  effects: readonly PreparationEffect[] = [];

  send(event: PreparationEvent): this {
    [this.state, this.effects] = preparationReducer(this.state, event);
    return this;
  }

  /** Names of the latest effects, in order. */
  get kinds(): string[] {
    return this.effects.map(({ kind }) => kind);
  }

  effect<K extends PreparationEffect['kind']>(kind: K): Extract<PreparationEffect, { kind: K }> | undefined {
    return this.effects.find((effect): effect is Extract<PreparationEffect, { kind: K }> => effect.kind === kind);
  }

  get commands(): (RunCommand | 'playOn')[] {
    return this.effects.flatMap((effect) =>
      effect.kind === 'command' ? [effect.command] : effect.kind === 'playOn' ? ['playOn' as const] : [],
    );
  }

  get id(): number {
    if (!this.state.inFlight) throw new Error('No preparation is in flight.');
    return this.state.inFlight.id;
  }

  open(change: Partial<ExperimentConfig> = {}, named = true): this {
    return this.send({ kind: 'open', asked: { config: microExperiment(change), messages: [] }, named });
  }

  change(change: Partial<ExperimentConfig>, run = FRESH_RUN): this {
    const config = { ...this.state.shown.config, ...change };
    return this.send({ kind: 'change', asked: { config, messages: [] }, run });
  }

  pauseOver(run = FRESH_RUN): this {
    return this.send({ kind: 'pauseOver', run });
  }

  command(command: RunCommand, run = FRESH_RUN): this {
    return this.send({ kind: 'command', command, run });
  }

  started(backend = GPU): this {
    return this.send({ kind: 'started', id: this.id, backend });
  }

  loaded(fresh = true): this {
    return this.send({ kind: 'loaded', id: this.id, trainCount: 1000, fresh });
  }

  built(change: Partial<Configured> = {}): this {
    return this.send({ kind: 'built', id: this.id, built: configured(change) });
  }

  viewRestored(): this {
    return this.send({ kind: 'viewRestored', id: this.id });
  }

  failed(kind: 'bad-config' | 'cancelled' = 'bad-config', id = this.id): this {
    return this.send({ kind: 'failed', id, problem: new ProblemError(kind, 'It failed.').problem });
  }

  crashed(now = 0, run = PAUSED_RUN): this {
    return this.send({ kind: 'crashed', now, run });
  }

  /** A page whose first run is ready. */
  ready(change: Partial<ExperimentConfig> = {}): this {
    return this.open(change).started().loaded().built().viewRestored();
  }
}
