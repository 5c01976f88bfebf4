import { create } from 'zustand';
import type { ExperimentConfig } from '../experiment/config';
import type { Configured, DatasetCard, Problem, RunStatus, Started } from '../worker/protocol';
import type { Startup } from './preparation/types';

/** A long request; `fraction` is null until its first progress. */
export interface Task {
  label: string;
  fraction: number | null;
  cancel: () => void;
}

/** What the worker holds and does, as far as the page knows. */
export interface SessionState {
  startup: Startup;
  /** The start takes too long: the page says what to do. */
  slow: boolean;
  backend: Started | null;
  card: DatasetCard | null;
  /** The experiment that the worker runs; null if there is none. */
  running: ExperimentConfig | null;
  /** Facts about it (counts, teacher, hash of the initial weights). The history has its own store. */
  built: Omit<Configured, 'history'> | null;
  status: RunStatus;
  stepsPerSecond: number | null;
  task: Task | null;
  /** Problems that were not dismissed, latest last. */
  problems: readonly Problem[];
  /** One sentence of good or neutral news, for instance that a run was restored. */
  notice: string | null;
}

export const IDLE: RunStatus = {
  phase: 'idle',
  step: 0,
  totalSteps: 0,
  epoch: 0,
  imagesPerSecond: 0,
  secondsLeft: null,
};

export const useSession = create<SessionState>()(() => ({
  startup: 'starting',
  slow: false,
  backend: null,
  card: null,
  running: null,
  built: null,
  status: IDLE,
  stepsPerSecond: null,
  task: null,
  problems: [],
  notice: null,
}));
