/** How the user's actions change the preparation. */

import type { ExperimentConfig } from '../../experiment/config';
import { type LiveValues, liveOf } from '../../experiment/fields/live';
import type { Validated } from '../../experiment/fields/validate';
import { differences } from '../../experiment/fields/values';
import { pendingChanges } from '../pendingChanges';
import { after, cancel, preparationOf, prepare, settle, stopFollowing } from './queue';
import type { InFlight, PreparationState, RunCommand, RunNow, Transition, UserEvent } from './types';

export function onUserEvent(state: PreparationState, event: UserEvent): Transition {
  switch (event.kind) {
    case 'open': {
      const { asked, named } = event;
      const opening = { config: asked.config, named };
      return after(show({ ...state, opening }, asked), (shown) => prepare(shown, preparationOf(asked.config, true)));
    }
    case 'change':
      return change(state, event.asked, event.run);
    case 'pauseOver':
      return state.following ? follow({ ...state, following: false }, event.run) : [state, []];
    case 'apply':
      return prepare(state, preparationOf(state.shown.config, false, { play: event.run.playing }));
    case 'discard':
      return state.running ? change(state, { config: state.running, messages: [] }, event.run) : [state, []];
    case 'useOwnImages': {
      const { asked, files } = event;
      return after(show(state, asked), (shown) => prepare(shown, preparationOf(asked.config, false, { files })));
    }
    case 'openKept': {
      const { id: kept, config, images, notice, run } = event;
      const returnTo = state.running && { config: state.running, play: run.playing, images: run.images };
      const preparation = preparationOf(config, false, { kept, images, notice, returnTo });
      return after(show(state, { config, messages: [] }), (shown) => prepare(shown, preparation));
    }
    case 'fineTune': {
      const { config, run } = event;
      const preparation = preparationOf(config, false, { fineTune: true, play: true, images: run.images });
      return after(show(state, { config, messages: [] }), (shown) => prepare(shown, preparation));
    }
    case 'command':
      return command(state, event.command, event.run);
  }
}

/** Live fields act at once. A run that has not begun follows the form after a pause; any other change waits for `apply`. */
export function change(state: PreparationState, asked: Validated, run: RunNow): Transition {
  const { config } = asked;
  return after(after(show(state, asked), stopFollowing), (stopped) =>
    after(sendLive(stopped, config), (sent) => react(sent, config, run)),
  );
}

function react(state: PreparationState, config: ExperimentConfig, run: RunNow): Transition {
  const { startup, opening, running } = state;
  const coming = comingOf(state);
  const sameImages = coming?.preparation.config.dataset === config.dataset;
  // The first start reads the form once it knows the device, and continues to load images that are still wanted.
  if (startup === 'starting' && (opening || sameImages)) return [state, []];
  const expected = coming?.preparation.config ?? running;
  if (expected && pendingChanges(expected, config).length === 0) return [state, []];
  if (running && pendingChanges(running, config).length === 0) {
    const changed = changeMind(state, { config: running, play: run.playing, images: run.images });
    if (changed) return changed;
  }
  return run.begun ? [state, []] : [{ ...state, following: true }, [{ kind: 'startPause' }]];
}

/** The experiment that the worker still holds is wanted again. Null if the worker may have closed it already. */
function changeMind(state: PreparationState, returnTo: InFlight['returnTo']): Transition | null {
  const { inFlight, next, imagesGone } = state;
  if (!inFlight || imagesGone || inFlight.stage !== 'loading') return null;
  return [
    // If it is too late to cancel, the images are replaced and the run has to be brought back.
    { ...state, next: null, inFlight: { ...inFlight, cancelled: true, returnTo } },
    [...(next ? [settle(next.id, false)] : []), ...cancel(inFlight)],
  ];
}

/** What the worker will hold next, unless it is cancelled. */
function comingOf({ inFlight, next }: PreparationState): Pick<InFlight, 'preparation'> | null {
  if (next) return next;
  return inFlight && !inFlight.cancelled && inFlight.stage !== 'view' ? inFlight : null;
}

export function follow(state: PreparationState, { begun }: Pick<RunNow, 'begun'>): Transition {
  if (begun) return stopFollowing(state);
  // A saved run is only given up by someone who has seen it.
  return prepare(state, preparationOf(state.shown.config, state.startup === 'starting'));
}

/** Play, Step and Reset mean the run that the form shows: they wait until it is built. */
function command(state: PreparationState, asked: RunCommand, run: RunNow): Transition {
  if (asked === 'pause') return pause(state);
  return after(state.following ? follow(state, run) : [state, []], (followed) => {
    if (!followed.inFlight) return [followed, [{ kind: 'command', command: asked }]];
    return [{ ...followed, waiting: [...followed.waiting, asked] }, []];
  });
}

function pause(state: PreparationState): Transition {
  const stopped = <T extends Pick<InFlight, 'preparation'>>(of: T | null): T | null =>
    of && { ...of, preparation: { ...of.preparation, play: false } };
  const { inFlight, next, waiting } = state;
  const paused = {
    ...state,
    inFlight: stopped(inFlight),
    next: stopped(next),
    waiting: waiting.filter((other) => other !== 'play'),
  };
  return [paused, [{ kind: 'command', command: 'pause' }]];
}

export function show(state: PreparationState, shown: Validated): Transition {
  return [{ ...state, shown }, [{ kind: 'show', shown }]];
}

function sendLive(state: PreparationState, asked: ExperimentConfig): Transition {
  const { running } = state;
  if (!running) return [state, []];
  const values = changedLive(running, asked);
  if (Object.keys(values).length === 0) return [state, []];
  return [{ ...state, running: { ...running, ...values } }, [{ kind: 'live', values }]];
}

function changedLive(running: ExperimentConfig, asked: ExperimentConfig): Partial<LiveValues> {
  const changed = new Set<string>(differences(running, asked).map(({ field }) => field.key));
  return Object.fromEntries(Object.entries(liveOf(asked)).filter(([key]) => changed.has(key)));
}
