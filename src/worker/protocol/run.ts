import type { TeacherInfo } from '../../engine/io/teacherProvider';
import type { Checkpoint, FineTunedFrom } from '../../engine/train/checkpoint';
import type { ExperimentConfig } from '../../experiment/config';
import type { LiveValues } from '../../experiment/fields/live';
import type { Empty } from './messages';

export interface RunRequests {
  /**
   * Builds student and teacher; the run before is kept. With `resume` the interrupted run continues if its configuration is the same.
   * With `kept` the kept run of that id continues, whose configuration this must be. With `fineTune` the student starts with the
   * weights that the current one has now, its position embedding resized to the new picture size.
   */
  configure: {
    ask: { config: ExperimentConfig; resume: boolean; kept?: string; fineTune?: boolean };
    answer: Configured;
  };
  play: { ask: Empty; answer: Empty };
  pause: { ask: Empty; answer: Empty };
  /** Takes one optimiser step, then pauses. */
  step: { ask: Empty; answer: Empty };
  /** Returns to the same initial weights at step 0. The trained run is kept. */
  reset: { ask: Empty; answer: Configured };
  /** Changes values that may change while training. */
  live: { ask: { values: Partial<LiveValues> }; answer: Empty };
  /** Limits the steps per second; null is full speed. */
  speed: { ask: { stepsPerSecond: number | null }; answer: Empty };
}

/** What the worker is doing. */
export type RunPhase =
  | 'measuring'
  | 'experimenting'
  | 'testing'
  | 'idle'
  | 'preparing'
  | 'training-teacher'
  | 'running'
  | 'paused'
  | 'finished'
  | 'recovering';

/** Where the run is; sent with every change. */
export interface RunStatus {
  phase: RunPhase;
  /** Optimiser steps done. */
  step: number;
  totalSteps: number;
  /** Epochs done, fractional. */
  epoch: number;
  imagesPerSecond: number;
  /** Null if unknown. */
  secondsLeft: number | null;
}

export interface Configured {
  parameters: number;
  /** Multiply–accumulates of one forward pass of one image. */
  macs: number;
  tokens: number;
  /** Steps of one epoch, and of the whole run. */
  stepsPerEpoch: number;
  totalSteps: number;
  /** Short hash of the initial weights: proof of the same start. */
  initialWeightsHash: string;
  teacher: TeacherInfo | null;
  /** The run that it is fine-tuned from; null if it began with fresh weights. */
  before: FineTunedFrom | null;
  /** Null unless an earlier run continues. */
  resumedAtStep: number | null;
  /** The curves of that run until then. */
  history: TrainingCurves | null;
}

/** The curves of a run. */
export type TrainingCurves = Pick<Checkpoint, 'metrics' | 'evaluations' | 'tokens'>;
