import { recentCrashes } from '../experiment/crashLimit';
import { deviceLost, newDevice } from './problems';
import type { Problem, RunPhase } from './protocol';

/** Losses of the device within a minute after which the session still opens a new one. */
export const MAX_LOSSES = 5;

/** What the page shows while training rests for a task. */
export type TaskPhase = Extract<RunPhase, 'measuring' | 'experimenting' | 'testing'>;

interface Task {
  id: number;
  /** Null for a short one, which the page does not show. */
  phase: TaskPhase | null;
}

/** What the session is busy with. */
export type Activity =
  /** There is no run. */
  | { kind: 'empty' }
  /** An experiment is being built; `teacher`: its teacher is being trained. */
  | { kind: 'building'; id: number; teacher: boolean }
  /** `playAfterLook`: the recovery with this id plays on once the probes were read. */
  | { kind: 'resting'; playAfterLook: number | null }
  /** `pausing`: the steps in flight are the last ones. */
  | { kind: 'playing'; pausing: boolean }
  /** The weights were not finite: the run goes back to its last good snapshot. */
  | { kind: 'rewinding'; play: boolean }
  /** Training rests for some tasks, and continues after the last one if `play`. */
  | { kind: 'exclusive'; tasks: readonly Task[]; play: boolean }
  /** The device was lost: a new one is opened, the run is built on it, and continues if `play`. */
  | { kind: 'recovering'; id: number; reason: string; play: boolean };

export interface WorkerSessionState {
  activity: Activity;
  /** The id of the latest recovery. */
  recoveries: number;
  /** Times of the device's recent losses, in milliseconds. */
  losses: readonly number[];
}

export const INITIAL_SESSION: WorkerSessionState = { activity: { kind: 'empty' }, recoveries: 0, losses: [] };

/** Events that belong to a build, a task or a recovery carry its id: those of an earlier one change nothing. */
export type SessionEvent =
  | { kind: 'play' }
  | { kind: 'pause' }
  /** The run was closed. */
  | { kind: 'closed' }
  | { kind: 'building'; id: number }
  | { kind: 'teacher'; id: number; training: boolean }
  | { kind: 'built'; id: number }
  | { kind: 'buildFailed'; id: number }
  /** The training loop has ended: paused, or `finished`. */
  | { kind: 'rested'; finished: boolean }
  /** A step failed for another reason than a lost device. */
  | { kind: 'stepFailed'; problem: Problem }
  /** The run is back at its last good snapshot. */
  | { kind: 'rewound' }
  | { kind: 'taskBegun'; id: number; phase: TaskPhase | null }
  | { kind: 'taskEnded'; id: number }
  | { kind: 'outOfMemory' }
  /** @param now in milliseconds */
  | { kind: 'lost'; reason: string; now: number }
  /** The run is on the new device, at this step. Null: there was none to build. */
  | { kind: 'rebuilt'; id: number; step: number | null }
  | { kind: 'recoveryFailed'; id: number; message: string }
  /** The probes were read for the first time. */
  | { kind: 'looked'; id: number };

/** What the session carries out, in this order. */
export type SessionEffect =
  | { kind: 'play' }
  | { kind: 'pauseRun' }
  | { kind: 'rewind'; problem: Problem }
  /** Nothing on the lost device can be used, or needs to be released. */
  | { kind: 'abandon' }
  /** Open a new device and build the run on it. */
  | { kind: 'reopen'; id: number }
  | { kind: 'look'; id: number }
  | { kind: 'announce'; message: string; step: number }
  | { kind: 'abortTasks' }
  | { kind: 'reportOutOfMemory' }
  | { kind: 'report'; problem: Problem };

export type SessionTransition = readonly [WorkerSessionState, readonly SessionEffect[]];

/** The worker session as a pure function: what the event changes, and what the session then has to do. */
export function sessionReducer(state: WorkerSessionState, event: SessionEvent): SessionTransition {
  if (event.kind === 'lost') return lost(state, event.reason, event.now);
  const [activity, effects] = next(state.activity, event);
  return [activity === state.activity ? state : { ...state, activity }, effects];
}

/** @param atRest the phase of the run when nothing happens */
export function phaseOf(activity: Activity, atRest: RunPhase): RunPhase {
  switch (activity.kind) {
    case 'empty':
      return 'idle';
    case 'building':
      return activity.teacher ? 'training-teacher' : 'preparing';
    case 'resting':
      return atRest;
    case 'playing':
    case 'rewinding':
      return 'running';
    case 'exclusive':
      return activity.tasks.findLast(({ phase }) => phase !== null)?.phase ?? atRest;
    case 'recovering':
      return 'recovering';
  }
}

type ActivityTransition = readonly [Activity, readonly SessionEffect[]];

const EMPTY: Activity = { kind: 'empty' };
const RESTING: Activity = { kind: 'resting', playAfterLook: null };
const PLAYING: Activity = { kind: 'playing', pausing: false };

function next(activity: Activity, event: Exclude<SessionEvent, { kind: 'lost' }>): ActivityTransition {
  const same: ActivityTransition = [activity, []];
  switch (event.kind) {
    case 'play':
      return play(activity);
    case 'pause':
      return [pause(activity), []];
    // If the device was lost while the run was closed, recovery finds that there is nothing to build.
    case 'closed':
      return activity.kind === 'recovering' ? same : [EMPTY, []];
    // A build whose device was lost before it began has failed.
    case 'building':
      return activity.kind === 'recovering' ? same : [{ kind: 'building', id: event.id, teacher: false }, []];
    case 'teacher':
      return isBuild(activity, event.id) ? [{ ...activity, teacher: event.training }, []] : same;
    case 'built':
      return isBuild(activity, event.id) ? [RESTING, []] : same;
    case 'buildFailed':
      return isBuild(activity, event.id) ? [EMPTY, []] : same;
    case 'rested':
      return rested(activity, event.finished);
    case 'stepFailed':
      return stepFailed(activity, event.problem);
    case 'rewound':
      if (activity.kind !== 'rewinding') return same;
      return activity.play ? [PLAYING, [{ kind: 'play' }]] : [RESTING, []];
    case 'taskBegun':
      return [taskBegun(activity, event), []];
    case 'taskEnded':
      return taskEnded(activity, event.id);
    case 'outOfMemory':
      return outOfMemory(activity);
    case 'rebuilt':
      return isRecovery(activity, event.id) ? rebuilt(activity, event.step) : same;
    case 'recoveryFailed':
      if (!isRecovery(activity, event.id)) return same;
      return [EMPTY, [{ kind: 'report', problem: deviceLost(event.message) }]];
    case 'looked':
      if (activity.kind !== 'resting' || activity.playAfterLook !== event.id) return same;
      return [PLAYING, [{ kind: 'play' }]];
  }
}

type Build = Extract<Activity, { kind: 'building' }>;
type Recovery = Extract<Activity, { kind: 'recovering' }>;

function isBuild(activity: Activity, id: number): activity is Build {
  return activity.kind === 'building' && activity.id === id;
}

function isRecovery(activity: Activity, id: number): activity is Recovery {
  return activity.kind === 'recovering' && activity.id === id;
}

/** Play during a task, a rewind or a recovery: training continues afterwards. */
function play(activity: Activity): ActivityTransition {
  switch (activity.kind) {
    case 'resting':
      return [PLAYING, [{ kind: 'play' }]];
    case 'playing':
      return activity.pausing ? [PLAYING, [{ kind: 'play' }]] : [activity, []];
    case 'rewinding':
    case 'exclusive':
    case 'recovering':
      return [{ ...activity, play: true }, []];
    default:
      return [activity, []];
  }
}

function pause(activity: Activity): Activity {
  switch (activity.kind) {
    case 'resting':
      return RESTING;
    case 'playing':
      return { ...activity, pausing: true };
    case 'rewinding':
    case 'exclusive':
    case 'recovering':
      return { ...activity, play: false };
    default:
      return activity;
  }
}

function rested(activity: Activity, finished: boolean): ActivityTransition {
  if (activity.kind !== 'playing') return [activity, []];
  // Play came after the last step before a pause: the loop has ended all the same, and starts again.
  if (!activity.pausing && !finished) return [activity, [{ kind: 'play' }]];
  return [RESTING, []];
}

function stepFailed(activity: Activity, problem: Problem): ActivityTransition {
  const broken = problem.kind === 'non-finite';
  const effect: SessionEffect = broken ? { kind: 'rewind', problem } : { kind: 'report', problem };
  switch (activity.kind) {
    case 'playing':
    case 'resting':
      return [broken ? { kind: 'rewinding', play: false } : RESTING, [effect]];
    case 'exclusive':
      return [{ ...activity, play: false }, [effect]];
    default:
      return [activity, []];
  }
}

function taskBegun(activity: Activity, { id, phase }: Task): Activity {
  const task = { id, phase };
  if (activity.kind === 'exclusive') return { ...activity, tasks: [...activity.tasks, task] };
  if (activity.kind === 'recovering' || activity.kind === 'building' || activity.kind === 'empty') return activity;
  return { kind: 'exclusive', tasks: [task], play: continues(activity) };
}

function taskEnded(activity: Activity, id: number): ActivityTransition {
  if (activity.kind !== 'exclusive') return [activity, []];
  const tasks = activity.tasks.filter((task) => task.id !== id);
  if (tasks.length > 0) return [{ ...activity, tasks }, []];
  return activity.play ? [PLAYING, [{ kind: 'play' }]] : [RESTING, []];
}

/** A task ends with its own problem, not with numbers from memory that is not there. Training pauses. */
function outOfMemory(activity: Activity): ActivityTransition {
  if (activity.kind === 'exclusive' && activity.tasks.some(({ phase }) => phase !== null)) {
    return [activity, [{ kind: 'abortTasks' }]];
  }
  const stop: SessionEffect[] = activity.kind === 'playing' ? [{ kind: 'pauseRun' }] : [];
  return [pause(activity), [...stop, { kind: 'reportOutOfMemory' }]];
}

/** Whether training continues after an interruption that begins now. */
function continues(activity: Activity): boolean {
  switch (activity.kind) {
    case 'resting':
      return activity.playAfterLook !== null;
    case 'playing':
      return !activity.pausing;
    case 'rewinding':
    case 'exclusive':
    case 'recovering':
      return activity.play;
    default:
      return false;
  }
}

/** A new device, and the same run from its last snapshot. If the new device is lost too, recovery starts again. */
function lost(state: WorkerSessionState, reason: string, now: number): SessionTransition {
  const losses = recentCrashes(state.losses, now);
  if (losses.length > MAX_LOSSES) {
    const problem = deviceLost('it is lost again and again.');
    return [{ ...state, losses, activity: EMPTY }, [{ kind: 'abandon' }, { kind: 'report', problem }]];
  }
  const id = state.recoveries + 1;
  const activity: Activity = { kind: 'recovering', id, reason, play: continues(state.activity) };
  return [{ activity, losses, recoveries: id }, [{ kind: 'abandon' }, { kind: 'reopen', id }]];
}

function rebuilt({ id, reason, play: playAfterwards }: Recovery, step: number | null): ActivityTransition {
  if (step === null) return [EMPTY, []];
  return [
    { kind: 'resting', playAfterLook: playAfterwards ? id : null },
    [
      { kind: 'announce', message: newDevice(reason, step), step },
      { kind: 'look', id },
    ],
  ];
}
