/** What the worker's answers and crashes do to the preparation. */

import { recentCrashes } from '../../experiment/crashLimit';
import { validate } from '../../experiment/fields/validate';
import { differences } from '../../experiment/fields/values';
import { withConsequences, withMicroStudent } from '../../experiment/presets';
import type { Problem } from '../../experiment/problem';
import { problemsText } from '../../sentences/problems';
import { sessionText } from '../../sentences/session';
import type { Configured, Started } from '../../worker/protocol';
import { after, end, loadEffect, preparationOf, prepare, returnTo, settle, stopFollowing } from './queue';
import type { InFlight, PreparationEffect, PreparationState, RunNow, Transition, WorkerAnswer } from './types';
import { change, follow, show } from './userEvents';

/** Crashes of the worker within a minute after which the page still starts a new one. */
export const MAX_CRASHES = 3;

export function onWorker(state: PreparationState, event: WorkerAnswer): Transition {
  if (event.kind === 'crashed') return crashed(state, event.now, event.run);
  const { inFlight } = state;
  // An answer of a worker that has crashed since.
  if (inFlight?.id !== event.id) return [state, []];
  switch (event.kind) {
    case 'started':
      return started(state, inFlight, event.backend);
    case 'loaded':
      return loaded(state, inFlight, event.trainCount, event.fresh);
    case 'built':
      return built(state, inFlight, event.built);
    case 'viewRestored':
      return viewRestored(state, inFlight);
    case 'failed':
      return failed(state, inFlight, event.problem);
  }
}

function started(before: PreparationState, inFlight: InFlight, backend: Started): Transition {
  const { opening } = before;
  const state = { ...before, device: true, opening: null };
  if (inFlight.cancelled) return end(state, false);
  const loading = { ...inFlight, stage: 'loading' } as const;
  if (!opening) return [{ ...state, inFlight: loading }, [loadEffect(state, loading)]];
  return firstStart(state, loading, opening, backend);
}

/** The form may have changed while the device was opened. If it did not, a slow device gets the smallest student. */
function firstStart(
  state: PreparationState,
  inFlight: InFlight,
  opening: NonNullable<PreparationState['opening']>,
  { backend, software }: Started,
): Transition {
  const webGl = backend === 'webgl';
  const { shown } = state;
  const micro = (webGl || software) && !opening.named && shown.config === opening.config;
  const config = micro ? withMicroStudent(shown.config) : shown.config;
  const notice = webGl ? sessionText.onWebGl : micro ? sessionText.microOnSoftware : null;
  const preparation = { ...inFlight.preparation, config, notice };
  const first = { ...inFlight, preparation, possible: { config, messages: [] } };
  return after(micro ? show(state, { ...shown, config }) : [state, []], (next) => [
    { ...next, inFlight: first },
    [loadEffect(next, first)],
  ]);
}

function loaded(before: PreparationState, inFlight: InFlight, trainCount: number, fresh: boolean): Transition {
  const state = { ...before, imagesGone: false, running: fresh ? null : before.running };
  if (inFlight.cancelled) {
    if (!state.next && fresh && inFlight.returnTo) {
      const { returnTo: earlier } = inFlight;
      return after(end(state, false), (free) => returnTo(free, earlier));
    }
    return after(end(state, false), release);
  }
  const { preparation } = inFlight;
  const { resume, fineTune, kept } = preparation;
  const possible = validate(preparation.config, trainCount);
  const ask = { config: possible.config, resume, fineTune, ...(kept !== null && { kept }) };
  return [
    { ...state, inFlight: { ...inFlight, stage: 'building', possible } },
    [{ kind: 'build', id: inFlight.id, ask }],
  ];
}

function built(before: PreparationState, inFlight: InFlight, made: Configured): Transition {
  const { id, possible, preparation, cancelled } = inFlight;
  const state: PreparationState = {
    ...before,
    startup: 'ready',
    running: possible.config,
    fineTuned: made.before !== null,
  };
  const adopt: PreparationEffect = { kind: 'adopt', built: made };
  // It was too late to cancel: this is what the worker holds until the next one replaces it.
  if (cancelled) return after([state, [adopt]], (held) => end(held, false));
  const lost = preparation.resume && before.fineTuned && !made.before ? sessionText.beginningLost : null;
  const resumed = made.resumedAtStep === null ? null : sessionText.resumed(made.resumedAtStep);
  const text = lost ?? preparation.notice ?? resumed;
  const viewing = { ...state, inFlight: { ...inFlight, stage: 'view' } } as const;
  return after(
    after([viewing, [adopt, { kind: 'notice', text }]], (held) => adoptPossible(held, inFlight, made)),
    (held) => [held, [{ kind: 'restoreView', id }]],
  );
}

/** The form shows what the worker runs, unless the user has changed the form since. */
function adoptPossible(state: PreparationState, { preparation, possible }: InFlight, made: Configured): Transition {
  const { shown } = state;
  if (differences(shown.config, preparation.config).length > 0) {
    const begun = (made.resumedAtStep ?? 0) > 0 || made.before !== null;
    return change(state, shown, { begun, playing: false, images: undefined });
  }
  return show(state, { config: possible.config, messages: [...shown.messages, ...possible.messages] });
}

function viewRestored(state: PreparationState, { preparation }: InFlight): Transition {
  const { next, waiting, following } = state;
  if (next) return end(state, true);
  // Commands mean the run that the form shows.
  if (following && waiting.length > 0 && !preparation.play) {
    return after(end(state, true), (free) => follow(free, { begun: false }));
  }
  if (!preparation.play) return after(end(state, true), send);
  const commands = waiting.filter((command) => command !== 'play');
  return after(
    after(end({ ...state, waiting: commands }, true), (free) => [free, [{ kind: 'playOn' }]]),
    send,
  );
}

/** The run that the form shows is there after all. */
function release(state: PreparationState): Transition {
  return state.inFlight || state.following ? [state, []] : send(state);
}

function send(state: PreparationState): Transition {
  return [{ ...state, waiting: [] }, state.waiting.map((command) => ({ kind: 'command', command }))];
}

function failed(state: PreparationState, inFlight: InFlight, problem: Problem): Transition {
  const { stage, cancelled } = inFlight;
  const gone = stage === 'building' || state.imagesGone || !state.device;
  if (cancelled) return after(end(gone ? { ...state, running: null } : state, false), release);
  const told: PreparationEffect[] = problem.kind === 'cancelled' ? [] : [{ kind: 'report', problem }];
  return after([state, told], (before) => after(end(before, false), (free) => instead(free, inFlight, gone)));
}

/** @param gone whether the worker holds no run any longer */
function instead(
  state: PreparationState,
  { preparation, stage, returnTo: earlier }: InFlight,
  gone: boolean,
): Transition {
  const { config } = preparation;
  if (earlier && stage === 'building') {
    return after(show(state, { config: earlier.config, messages: [] }), (shown) => returnTo(shown, earlier));
  }
  if (gone) return fail({ ...state, running: null, fineTuned: false });
  // The user has chosen something else since, which comes next.
  if (state.following) return [state, []];
  // The images could not be loaded; those before are still there.
  if (state.running) return show({ ...state, waiting: [] }, { config: state.running, messages: [] });
  if (config.dataset === 'shapes') return fail(state);
  const shapes = validate(withConsequences(config, { dataset: 'shapes' }));
  const messages = [...state.shown.messages, ...shapes.messages];
  return after(show(state, { ...shapes, messages }), (shown) => prepare(shown, preparationOf(shapes.config, true)));
}

/** Nothing runs: the next change of the form tries again. */
function fail(state: PreparationState): Transition {
  return [{ ...state, startup: 'failed', opening: null, waiting: [] }, [{ kind: 'dropRun' }]];
}

/** A new worker brings the run back from its last snapshot. */
function crashed(before: PreparationState, now: number, run: RunNow): Transition {
  const { inFlight, next, running, shown } = before;
  const latest = (next ?? inFlight)?.preparation;
  const crashes = recentCrashes(before.crashes, now);
  const state = { ...before, crashes, device: false, imagesGone: true, inFlight: null, next: null };
  const settled = [inFlight, next].flatMap((request) => (request ? [settle(request.id, false)] : []));
  return after(after([state, settled], stopFollowing), (stopped) => {
    if (crashes.length > MAX_CRASHES) {
      return [
        { ...stopped, startup: 'failed', opening: null, waiting: [] },
        [{ kind: 'showIdle' }, { kind: 'report', problem: problemsText.workerKeepsCrashing }],
      ];
    }
    const again = preparationOf(running ?? shown.config, true, {
      play: run.playing || (latest?.play ?? false),
      images: run.images,
      files: latest?.files,
      notice: running ? sessionText.workerReplaced : null,
    });
    return after([stopped, [{ kind: 'showRecovering' }]], (free) => prepare(free, again));
  });
}
