import { create } from 'zustand';
import type { Evaluation, History, StepMetrics } from '../worker/protocol';
import { MetricColumns } from './metricColumns';
import { throttle } from './throttle';

/** The curves of the current run. The columns live outside of React; `version` says that they changed. */
export interface HistoryState {
  /** Rises when `columns` changed, at most ten times a second. */
  version: number;
  evaluations: readonly Evaluation[];
}

const REFRESH_MS = 100;

const columns = new MetricColumns();

export const useHistory = create<HistoryState>()(() => ({ version: 0, evaluations: [] }));

const bump = throttle(() => useHistory.setState((state) => ({ version: state.version + 1 })), REFRESH_MS);

/**
 * The run so far, one row a step. Views into the growing columns: valid until the next `version`, never to be written to.
 * Read it in a component together with `useHistory((s) => s.version)`.
 */
export function metricsSoFar(): StepMetrics {
  return columns.view();
}

export function appendMetrics(metrics: StepMetrics) {
  columns.append(metrics);
  bump();
}

/** An evaluation of a step that was evaluated before (a run gone back to a snapshot) replaces it and all later ones. */
export function appendEvaluation(evaluation: Evaluation) {
  useHistory.setState(({ evaluations }) => ({
    evaluations: [...evaluations.filter((earlier) => earlier.step < evaluation.step), evaluation],
  }));
}

/** Forgets everything after `step`: the run went back to a snapshot. */
export function rewindHistory(step: number) {
  columns.rewind(step);
  useHistory.setState(({ evaluations }) => ({
    evaluations: evaluations.filter((evaluation) => evaluation.step <= step),
  }));
  bump();
}

/** Starts over, with a restored history or with nothing. */
export function replaceHistory(history: History | null) {
  columns.clear();
  if (history) columns.append(history.metrics);
  useHistory.setState({ evaluations: history?.evaluations ?? [] });
  bump();
}
