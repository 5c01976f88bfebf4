import type { DataShape, ExperimentConfig } from '../../experiment/config';
import type { StudentShape } from '../../experiment/student/shape';
import type { GemmForm } from '../kernels/wgsl/gemm';

/**
 * What a benchmark of this GPU says, as plain data. Milliseconds, 10⁹ floating point operations a second (GFLOP/s), 10⁹ bytes
 * a second, bytes. A multiply–accumulate is two operations.
 */

/** Milliseconds: median and quartiles of several samples, each of which ended with a wait for the GPU. */
export interface Timing {
  median: number;
  low: number;
  high: number;
  samples: number;
}

/** What the adapter can do, at best, and what a dispatch costs however small it is. */
export interface Peaks {
  gflops: number;
  gigabytesPerSecond: number;
  dispatchMs: number;
}

/** One matrix product C [m, n] of inner length k with one tile a thread. */
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

/** What a training step asks of a GPU, whatever the GPU. */
export interface StepWork {
  flop: number;
  bytes: number;
  dispatches: number;
}

/** A measured training step; the teacher's logits are given, not computed. */
export interface StepCost {
  batch: number;
  imagesPerSecond: number;
  /** From the call to the loss being read. */
  msPerStep: Timing;
  /** JavaScript time of the call. */
  encodeMs: Timing;
  dispatches: number;
  submits: number;
  /** Weights, moments, inputs, and everything that the captured step keeps. */
  gpuBytes: number;
  work: StepWork;
  gflops: number;
  /** Share of the best matrix product measured in the same run, 0…1. */
  share: number;
}

/** How many of the matrix products of the measured student have a tile that was timed on this adapter. */
export interface TilesMeasured {
  products: number;
  measured: number;
  /** Of them, those whose quickest tile is not the one that would be taken without measuring. */
  changed: number;
}

/** A student that was not run, as the roofline sees it. */
export interface StepPrediction {
  id: string;
  batch: number;
  work: StepWork;
  /** Bound: max(FLOP/peak, bytes/bandwidth) + dispatches·c. */
  rooflineMs: number;
  /** The bound times how much longer than its own bound the measured student took. */
  stepMs: number;
  /** `stepMs` for every batch of an epoch. */
  epochMs: number;
  imagesPerSecond: number;
  limitedBy: 'arithmetic' | 'memory' | 'dispatches';
  /** Several steps a second, and it fits. */
  lively: boolean;
  /** Why it does not fit this device; null where it does. */
  problem: string | null;
}

export interface GpuReport {
  /** E.g. "nvidia ada-lovelace". */
  adapter: string;
  software: boolean;
  peaks: Peaks;
  /** Every shape and tile tried, the quickest first. */
  gemm: GemmResult[];
  tiles: TilesMeasured;
  /** The measured student. */
  step: StepCost;
  /** Its measured time over its roofline, ≥ 1 where the model is a bound. */
  slowdown: number;
  predictions: StepPrediction[];
  /** Id of the largest lively preset; null where none is. */
  largestLively: string | null;
}

/** A student to predict. */
export interface Preset {
  id: string;
  config: ExperimentConfig;
}

export interface MeasureRequest {
  /** The student that is run; the smallest that says something. */
  student: ExperimentConfig;
  data: DataShape;
  /** Images of an epoch. */
  trainImages: number;
  presets: readonly Preset[];
}

/** Students whose answers are timed. */
export interface InferenceRequest {
  students: readonly { id: string; shape: StudentShape; data: DataShape }[];
}

/** How fast a network answers. */
export interface InferenceSpeed {
  /** Pictures of one forward pass. */
  batch: number;
  /** Milliseconds of it. */
  time: Timing;
  imagesPerSecond: number;
}

export interface InferenceReport {
  adapter: string;
  /** By the ids that were asked for. */
  students: Record<string, InferenceSpeed>;
  /** Null where the present experiment has none. */
  teacher: InferenceSpeed | null;
}
