import { create } from 'zustand';
import type { AttentionSnapshot, EvaluationRecord, MetricTable, TokenRecord, TrainingCurves } from '../worker/protocol';
import { MetricColumns } from './metricColumns';
import { throttle } from './throttle';

/** The curves of the current run. The columns live outside of React; `version` says that they changed. */
export interface HistoryState {
  /** Rises when `columns` changed, at most ten times a second. */
  version: number;
  evaluations: readonly EvaluationRecord[];
  /** The two tokens over the probes: their cosine by layer, and how much of their attention lies on the object. */
  tokens: readonly TokenRecord[];
}

const REFRESH_MS = 100;

const columns = new MetricColumns();

export const useHistory = create<HistoryState>()(() => ({ version: 0, evaluations: [], tokens: [] }));

const bump = throttle(() => useHistory.setState((state) => ({ version: state.version + 1 })), REFRESH_MS);

/**
 * The run so far, one row a step. Views into the growing columns: valid until the next `version`, never to be written to.
 * Read it in a component together with `useHistory((s) => s.version)`.
 */
export function metricsSoFar(): MetricTable {
  return columns.view();
}

export function appendMetrics(metrics: MetricTable) {
  columns.append(metrics);
  bump();
}

/** An evaluation of a step that was evaluated before (a run gone back to a snapshot) replaces it and all later ones. */
export function appendEvaluation(evaluation: EvaluationRecord) {
  useHistory.setState(({ evaluations }) => ({
    evaluations: [...evaluations.filter((earlier) => earlier.step < evaluation.step), evaluation],
  }));
}

/** Bounded as the worker's own series is: beyond this many points every other one goes. */
const MAX_TOKEN_RECORDS = 1024;

export function appendTokens({ step, cosine, onObject }: AttentionSnapshot) {
  if (!cosine && !onObject) return;
  useHistory.setState(({ tokens }) => {
    const next = [...tokens.filter((earlier) => earlier.step < step), { step, cosine, onObject }];
    return { tokens: next.length > MAX_TOKEN_RECORDS ? next.filter((_, i) => i % 2 === 1) : next };
  });
}

/** Forgets everything after `step`: the run went back to a snapshot. */
export function rewindHistory(step: number) {
  columns.rewind(step);
  useHistory.setState(({ evaluations, tokens }) => ({
    evaluations: evaluations.filter((evaluation) => evaluation.step <= step),
    tokens: tokens.filter((record) => record.step <= step),
  }));
  bump();
}

/** Starts over, with a restored history or with nothing. */
export function replaceHistory(history: TrainingCurves | null) {
  columns.clear();
  if (history) columns.append(history.metrics);
  useHistory.setState({ evaluations: history?.evaluations ?? [], tokens: history?.tokens ?? [] });
  bump();
}
