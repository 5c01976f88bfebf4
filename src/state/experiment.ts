import { create } from 'zustand';
import type { ExperimentConfig } from '../experiment/config';
import { DEFAULTS } from '../experiment/fields/table';

/** The experiment as the form shows it; the worker may still run an earlier one (`useSession().running`). */
export interface ExperimentState {
  config: ExperimentConfig;
  /** What validation changed, as sentences; empty when nothing was. */
  messages: readonly string[];
}

export const useExperiment = create<ExperimentState>()(() => ({ config: DEFAULTS, messages: [] }));
