/** What the stores together say of the run, and the changes that touch several of them. */

import type { ExperimentConfig } from '../experiment/config';
import type { DatasetId } from '../experiment/datasets';
import { isLive } from '../experiment/fields/table';
import { type Difference, differences } from '../experiment/fields/values';
import type { Problem } from '../experiment/problem';
import type { Configured } from '../worker/protocol';
import { replaceHistory } from './history';
import { IDLE, useSession } from './session';

/** Puts a problem before the person, once. */
export function report(problem: Problem) {
  dismiss(problem);
  useSession.setState(({ problems }) => ({ problems: [...problems, problem] }));
}

/** Takes a problem off the page, and what says the same. */
export function dismiss({ message }: Problem) {
  useSession.setState(({ problems }) => ({ problems: problems.filter((other) => other.message !== message) }));
}

/** Takes over what `configure` and `reset` answer. */
export function adopt({ history, ...built }: Configured) {
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

/** Training images of the loaded data set, if it is the one that is asked for. */
export function trainCountOf(dataset: DatasetId): number | undefined {
  const { card } = useSession.getState();
  return card?.about.id === dataset ? card.trainCount : undefined;
}

/** What the form shows and the worker does not yet run. */
export function pendingChanges(running: ExperimentConfig, shown: ExperimentConfig): Difference[] {
  return differences(running, shown).filter(({ field }) => !isLive(field.key));
}
