import { create } from 'zustand';
import type { ExperimentConfig } from '../experiment/config';
import type { Configured, DatasetCard, Problem, RunStatus, Started } from '../worker/protocol';
import type { Startup } from './preparation/types';

/** A long request under way; `fraction` is null as long as nothing was reported. */
export interface Task {
  label: string;
  fraction: number | null;
  cancel: () => void;
}

/** What the worker holds and does, as far as the page was told. */
export interface SessionState {
  startup: Startup;
  /** The start takes longer than it should: time to say what to do. */
  slow: boolean;
  backend: Started | null;
  card: DatasetCard | null;
  /** The experiment that the worker runs; null until it was configured. */
  running: ExperimentConfig | null;
  /** What it is made of (counts, teacher, hash of the initial weights); the history goes to its own store. */
  built: Omit<Configured, 'history'> | null;
  status: RunStatus;
  stepsPerSecond: number | null;
  task: Task | null;
  /** Problems that were not dismissed, latest last. */
  problems: readonly Problem[];
  /** One sentence of good or neutral news, e.g. that a run was restored. */
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
