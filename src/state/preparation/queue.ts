/** Which preparation is in flight, and which one is next. */

import type { ExperimentConfig } from '../../experiment/config';
import type { EarlierRun, InFlight, Preparation, PreparationEffect, PreparationState, Transition } from './types';

const PLAIN = { play: false, kept: null, fineTune: false, images: undefined, files: undefined, notice: null } as const;

/** A preparation of this experiment; `more` sets what is special about it. */
export function preparationOf(
  config: ExperimentConfig,
  resume: boolean,
  more: Partial<Omit<Preparation, 'config' | 'resume'>> = {},
): Preparation {
  return { ...PLAIN, returnTo: null, config, resume, ...more };
}

/** Takes the place of every earlier request. The one in flight is cancelled; the new one starts when it has its answer. */
export function prepare(state: PreparationState, preparation: Preparation): Transition {
  const { inFlight, next } = state;
  // Files that were not loaded yet are still the latest ones.
  const files = preparation.files ?? (next ?? inFlight)?.preparation.files;
  const asked = { id: state.lastId + 1, preparation: { ...preparation, files } };
  const [stopped, effects] = stopFollowing({ ...state, lastId: asked.id });
  if (!inFlight) return after([stopped, effects], (before) => begin(before, asked));
  return [
    { ...stopped, next: asked, inFlight: { ...inFlight, cancelled: true } },
    [...effects, ...(next ? [settle(next.id, false)] : []), ...cancel(inFlight)],
  ];
}

/** The preparation in flight has its answer: the next one starts, if there is one. */
export function end(state: PreparationState, ready: boolean): Transition {
  const { inFlight, next } = state;
  const effects = inFlight ? [settle(inFlight.id, ready)] : [];
  const free = { ...state, inFlight: null, next: null };
  return after([free, effects], (before) => (next ? begin(before, next) : [before, []]));
}

/** Brings an earlier run back. */
export function returnTo(state: PreparationState, { config, play, images }: EarlierRun): Transition {
  return prepare(state, preparationOf(config, true, { play, images }));
}

export function stopFollowing(state: PreparationState): Transition {
  return state.following ? [{ ...state, following: false }, [{ kind: 'stopPause' }]] : [state, []];
}

export function cancel({ id, cancelled }: InFlight): readonly PreparationEffect[] {
  return cancelled ? [] : [{ kind: 'cancel', id }];
}

export function settle(id: number, ready: boolean): PreparationEffect {
  return { kind: 'settle', id, ready };
}

/** One transition after another, with the effects of both. */
export function after([state, effects]: Transition, next: (state: PreparationState) => Transition): Transition {
  const [result, more] = next(state);
  return [result, [...effects, ...more]];
}

function begin(state: PreparationState, { id, preparation }: NonNullable<PreparationState['next']>): Transition {
  const { config, returnTo } = preparation;
  const stage = state.device ? 'loading' : 'device';
  const possible = { config, messages: [] };
  const inFlight: InFlight = { id, preparation, stage, possible, cancelled: false, returnTo };
  return [{ ...state, inFlight }, [state.device ? loadEffect(state, inFlight) : { kind: 'start', id }]];
}

export function loadEffect({ imagesGone }: PreparationState, { id, preparation }: InFlight): PreparationEffect {
  return { kind: 'load', id, preparation, reload: imagesGone };
}
