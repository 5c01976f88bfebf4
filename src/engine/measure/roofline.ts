import type { DataShape, ExperimentConfig } from '../../experiment/config';
import { memoryProblem } from '../../experiment/student/memory';
import { forwardMacs, parameterCount, type StudentShape, tokenCount } from '../../experiment/student/shape';
import type { Peaks, Preset, StepPrediction, StepWork } from './report';

const FLOAT_BYTES = 4;
/** Limit for interactive use: four steps per second. */
export const LIVELY_STEP_MS = 250;

/** Dispatches of a step: a fixed number plus a number for each block. */
export interface DispatchModel {
  fixed: number;
  perBlock: number;
}

/**
 * Work of one training step without the teacher. A backward pass has twice the products of a forward pass; what the fused
 * attention recomputes is not counted. Bytes are those that our kernels read and write if every operand is read once, in multiples
 * of tokens × dim (D) and tokens × hidden (H): a block's branches move 18 D + 3 H forward and 31 D + 4 H backward. The weights are
 * read twice, their gradients are written and read, and AdamW reads and writes the weights and both moments.
 */
export function stepWork(shape: StudentShape, data: DataShape, batch: number, dispatches: DispatchModel): StepWork {
  const tokens = tokenCount(shape);
  const block = tokens * shape.dim * (49 + 7 * shape.mlpRatio);
  const pixels = shape.imageSize ** 2 * data.channels;
  const activations = shape.depth * block + 6 * tokens * shape.dim + 3 * pixels;
  return {
    flop: 3 * 2 * forwardMacs(shape, data) * batch,
    bytes: FLOAT_BYTES * (batch * activations + 10 * parameterCount(shape, data)),
    dispatches: dispatches.fixed + dispatches.perBlock * shape.depth,
  };
}

/** The roofline of some work in milliseconds, max(FLOP/peak, bytes/bandwidth) + dispatches · cost, and its largest part. */
export function roofline(
  { flop, bytes, dispatches }: StepWork,
  peaks: Peaks,
): { ms: number; limitedBy: StepPrediction['limitedBy'] } {
  const arithmetic = flop / (peaks.gflops * 1e6);
  const memory = bytes / (peaks.gigabytesPerSecond * 1e6);
  const fixed = dispatches * peaks.dispatchMs;
  const work = Math.max(arithmetic, memory);
  const limitedBy = fixed > work ? 'dispatches' : arithmetic >= memory ? 'arithmetic' : 'memory';
  return { ms: work + fixed, limitedBy };
}

export interface PredictionContext {
  data: DataShape;
  peaks: Peaks;
  dispatches: DispatchModel;
  /** Measured time of a step divided by its roofline. */
  slowdown: number;
  /** Images of an epoch. */
  trainImages: number;
  /** Largest buffer that the device can bind. */
  maxBufferBytes: number;
}

/** Predicts step and epoch of a student that was not run. */
export function predict({ id, config }: Preset, context: PredictionContext): StepPrediction {
  const { data, peaks, slowdown, trainImages } = context;
  const batch = Math.min(config.batchSize, trainImages);
  const work = stepWork(config, data, batch, context.dispatches);
  const { ms, limitedBy } = roofline(work, peaks);
  const stepMs = ms * slowdown;
  const problem = memoryProblem(config, data, context.maxBufferBytes)?.problem.message ?? null;
  return {
    id,
    batch,
    work,
    rooflineMs: ms,
    stepMs,
    epochMs: stepMs * Math.floor(trainImages / batch),
    imagesPerSecond: (1000 * batch) / stepMs,
    limitedBy,
    lively: problem === null && stepMs <= LIVELY_STEP_MS,
    problem,
  };
}

/** The lively prediction with the most arithmetic; null if none is lively. */
export function largestLively(predictions: readonly StepPrediction[]): StepPrediction | null {
  return predictions
    .filter(({ lively }) => lively)
    .reduce<StepPrediction | null>(
      (largest, next) => (largest && largest.work.flop >= next.work.flop ? largest : next),
      null,
    );
}

/** Dispatches by depth, from two steps that differ only in depth. */
export function dispatchModel(shallow: Counted, deep: Counted): DispatchModel {
  const perBlock = (deep.dispatches - shallow.dispatches) / (deep.depth - shallow.depth);
  return { fixed: shallow.dispatches - shallow.depth * perBlock, perBlock };
}

interface Counted extends Pick<ExperimentConfig, 'depth'> {
  dispatches: number;
}
