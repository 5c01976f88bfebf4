/** What the stores together say about the run, and the changes that touch several of them. */

import type { DatasetId } from '../experiment/datasets';
import type { Problem } from '../experiment/problem';
import type { Configured } from '../worker/protocol';
import { replaceHistory } from './history';
import { IDLE, useSession } from './session';

/** Shows a problem to the user, once. */
export function reportProblem(problem: Problem) {
  dismissProblem(problem);
  useSession.setState(({ problems }) => ({ problems: [...problems, problem] }));
}

/** Takes a problem off the page, and every other one with the same sentence. */
export function dismissProblem({ message }: Problem) {
  useSession.setState(({ problems }) => ({ problems: problems.filter((other) => other.message !== message) }));
}

/** Takes over the run that `configure` and `reset` answer with. */
export function adoptRun({ history, ...built }: Configured) {
  replaceHistory(history);
  const step = built.resumedAtStep ?? 0;
  useSession.setState({
    built,
    status: {
      ...IDLE,
      phase: step === 0 ? 'idle' : step < built.totalSteps ? 'paused' : 'finished',
      step,
      totalSteps: built.totalSteps,
      epoch: step / built.stepsPerEpoch,
    },
  });
}

export function isPlaying(): boolean {
  return useSession.getState().status.phase === 'running';
}

/** Whether a change would throw away work: a fine-tuned run has begun before its first step. */
export function hasBegun(): boolean {
  const { status, built } = useSession.getState();
  const { step, phase } = status;
  return step > 0 || (built?.before ?? null) !== null || phase === 'running' || phase === 'training-teacher';
}

/** Training images of the loaded data set; undefined if another one is loaded. */
export function loadedTrainCount(dataset: DatasetId): number | undefined {
  const { card } = useSession.getState();
  return card?.about.id === dataset ? card.trainCount : undefined;
}
