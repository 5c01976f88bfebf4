import type { DataShape, ExperimentConfig } from '../../experiment/config';
import type { StudentShape } from '../../experiment/student/shape';
import type { GemmForm } from '../kernels/wgsl/gemm';

/**
 * The report of a benchmark as plain data. Units: milliseconds, 10⁹ floating point operations per second (GFLOP/s), 10⁹ bytes per
 * second, bytes. A multiply–accumulate is two operations.
 */

/** Milliseconds: median and quartiles of several samples. Each sample ends with a wait for the GPU. */
export interface Timing {
  median: number;
  low: number;
  high: number;
  samples: number;
}

/** The adapter's peak speeds, and the fixed cost of a dispatch. */
export interface Peaks {
  gflops: number;
  gigabytesPerSecond: number;
  dispatchMs: number;
}

/** One matrix product C [m, n] of inner length k, with one tile per thread. */
export interface GemmResult {
  form: GemmForm;
  m: number;
  n: number;
  k: number;
  /** Rows × columns of C that one thread computes. */
  tile: string;
  gflops: number;
  time: Timing;
}

/** The work of a training step, which does not depend on the GPU. */
export interface StepWork {
  flop: number;
  bytes: number;
  dispatches: number;
}

/** A measured training step. The teacher's logits are given, not computed. */
export interface StepCost {
  batch: number;
  imagesPerSecond: number;
  /** Time from the call until the loss has been read. */
  msPerStep: Timing;
  /** JavaScript time of the call. */
  encodeMs: Timing;
  dispatches: number;
  submits: number;
  /** Weights, moments, inputs, and all buffers of the captured step. */
  gpuBytes: number;
  work: StepWork;
  gflops: number;
  /** Share of the speed of the best matrix product in the same benchmark, 0…1. */
  share: number;
}

/** How many matrix products of the measured student have a tile that was timed on this adapter. */
export interface TilesMeasured {
  products: number;
  measured: number;
  /** Measured products whose fastest tile is not the default one. */
  changed: number;
}

/** The roofline's prediction for a student that was not run. */
export interface StepPrediction {
  id: string;
  batch: number;
  work: StepWork;
  /** Lower bound: max(FLOP/peak, bytes/bandwidth) + dispatches · cost. */
  rooflineMs: number;
  /** The bound times the measured student's slowdown. */
  stepMs: number;
  /** `stepMs` for every batch of an epoch. */
  epochMs: number;
  imagesPerSecond: number;
  limitedBy: 'arithmetic' | 'memory' | 'dispatches';
  /** Fits this device and runs several steps per second. */
  lively: boolean;
  /** Why it does not fit this device; null if it fits. */
  problem: string | null;
}

export interface GpuReport {
  /** E.g. "nvidia ada-lovelace". */
  adapter: string;
  software: boolean;
  peaks: Peaks;
  /** Every shape and tile tried, fastest first. */
  gemm: GemmResult[];
  tiles: TilesMeasured;
  /** The measured student. */
  step: StepCost;
  /** The measured time of the student divided by its roofline. It is at least 1 if the roofline is a lower bound. */
  slowdown: number;
  predictions: StepPrediction[];
  /** Id of the largest lively preset; null if there is none. */
  largestLively: string | null;
}

/** A student to predict. */
export interface Preset {
  id: string;
  config: ExperimentConfig;
}

export interface MeasureRequest {
  /** The student that is run: the smallest that gives a meaningful result. */
  student: ExperimentConfig;
  data: DataShape;
  /** Images of an epoch. */
  trainImages: number;
  presets: readonly Preset[];
}

/** Students whose inference is timed. */
export interface InferenceRequest {
  students: readonly { id: string; shape: StudentShape; data: DataShape }[];
}

/** Speed of a network's inference. */
export interface InferenceSpeed {
  /** Images of one forward pass. */
  batch: number;
  /** Milliseconds of one forward pass. */
  time: Timing;
  imagesPerSecond: number;
}

export interface InferenceReport {
  adapter: string;
  /** By the ids of the request. */
  students: Record<string, InferenceSpeed>;
  /** Null if the current experiment has no teacher. */
  teacher: InferenceSpeed | null;
}
