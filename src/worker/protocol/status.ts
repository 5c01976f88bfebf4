/** What the worker is busy with. */
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

/** Where the run is, told with every change. */
export interface RunStatus {
  phase: RunPhase;
  /** Optimiser steps done. */
  step: number;
  totalSteps: number;
  /** Epochs done, fractional. */
  epoch: number;
  imagesPerSecond: number;
  secondsLeft: number | null;
}
