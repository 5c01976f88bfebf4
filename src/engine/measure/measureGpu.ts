import type { DataShape, ExperimentConfig } from '../../experiment/config';
import { memoryProblem } from '../../experiment/student/memory';
import { tokenCount } from '../../experiment/student/shape';
import type { TaskControl } from '../data/dataset';
import type { CapturingBackend } from '../gpu/capturingBackend';
import type { GpuDevice } from '../gpu/device';
import { chooseTiles, isChosen, keyOf, type TileChoice, usualTile } from '../kernels/wgsl/tiles';
import { type Layer, measureBandwidth, measureDispatch, measureGemm } from './peaks';
import type { GemmResult, GpuReport, MeasureRequest, Peaks } from './report';
import { type DispatchModel, dispatchModel, largestLively, predict, roofline, stepWork } from './roofline';
import { StepBench } from './stepBench';
import { productsOf, tuneTiles } from './tuneTiles';

/** Milliseconds after which the tiles of no further product are timed. */
const TUNING_MS = 10_000;

/**
 * Measures the open GPU: its best matrix product, its memory bandwidth, the cost of a dispatch and one student's captured training
 * step. Predicts from these how long a step and an epoch of other students would take. Also times the tiles of that student's
 * products if they are not known yet, and uses them from then on. Nothing else should use the device during the measurement.
 *
 * @param known tiles from earlier measurements on this adapter
 * @returns the report, and all tiles that are known now
 * @throws ProblemError `out-of-memory` if the student does not fit; the signal's reason if aborted
 */
export async function measureGpu(
  gpu: GpuDevice,
  { student, data, trainImages, presets }: MeasureRequest,
  known: TileChoice,
  { progress, signal }: TaskControl,
): Promise<{ report: GpuReport; choice: TileChoice }> {
  const { backend, adapterName: adapter, software } = gpu;
  const maxBufferBytes = backend.device.limits.maxStorageBufferBindingSize;
  const problem = memoryProblem(student, data, maxBufferBytes);
  if (problem) throw problem;

  progress(0, 'Matrix products');
  const { peaks, gemm } = await measurePeaks(backend, layersOf(student), { progress, signal });
  progress(0.6, 'Tiles of the products');
  const products = productsOf(student);
  const usual = new Map(products.map((product) => [keyOf(product), usualTile(backend, product)]));
  const choice = { ...known, ...(await tuneTiles(backend, products, known, TUNING_MS, signal)) };
  chooseTiles(backend, choice);
  const timed = [...usual].filter(([key]) => key in choice);
  const changed = timed.filter(([key, tile]) => !isChosen(tile, choice[key]!)).length;
  progress(0.7, 'A training step');
  const bench = new StepBench(backend, student, data);
  let measured: Awaited<ReturnType<StepBench['measure']>>;
  try {
    measured = await bench.measure(signal);
  } finally {
    bench.dispose();
  }
  progress(0.9, 'Other students');
  const dispatches = await countDispatches(backend, student, data, signal);
  const work = stepWork(student, data, measured.batch, { fixed: measured.dispatches, perBlock: 0 });
  const slowdown = measured.msPerStep.median / roofline(work, peaks).ms;
  const context = { data, peaks, dispatches, slowdown, trainImages, maxBufferBytes };
  const predictions = presets.map((preset) => predict(preset, context));
  const gflops = work.flop / (measured.msPerStep.median * 1e6);
  progress(1, 'Done');
  const report: GpuReport = {
    adapter,
    software,
    peaks,
    gemm,
    tiles: { products: products.length, measured: timed.length, changed },
    step: { ...measured, work, gflops, share: gflops / peaks.gflops },
    slowdown,
    predictions,
    largestLively: largestLively(predictions)?.id ?? null,
  };
  return { report, choice };
}

/** Measures what the roofline needs. Reports progress from 0 to 0.6. */
export async function measurePeaks(
  backend: CapturingBackend,
  layers: readonly Layer[],
  { progress, signal }: TaskControl,
): Promise<{ peaks: Peaks; gemm: GemmResult[] }> {
  const gemm = await measureGemm(backend, layers, signal);
  progress(0.4, 'Memory');
  const gigabytesPerSecond = await measureBandwidth(backend, signal);
  progress(0.5, 'Dispatches');
  const dispatchMs = await measureDispatch(backend, signal);
  return { peaks: { gflops: gemm[0]!.gflops, gigabytesPerSecond, dispatchMs }, gemm };
}

/** The widest and the narrowest layer of a student's blocks. */
export function layersOf({ batchSize, dim, mlpRatio, ...shape }: ExperimentConfig): Layer[] {
  const m = batchSize * tokenCount(shape);
  const hidden = Math.round(dim * mlpRatio);
  return [
    { m, n: hidden, k: dim },
    { m, n: dim, k: hidden },
  ];
}

/** Dispatches of a step by depth, counted with two tiny students of the same kind. */
export async function countDispatches(
  backend: CapturingBackend,
  student: ExperimentConfig,
  data: DataShape,
  signal: AbortSignal,
): Promise<DispatchModel> {
  const counted = async (depth: number) => {
    signal.throwIfAborted();
    const tiny = { ...student, depth, imageSize: 8, patchSize: 4, dim: 8, heads: 2, mlpRatio: 2, batchSize: 2 };
    const bench = new StepBench(backend, tiny, data);
    try {
      bench.step();
      await bench.loss();
      return { depth, dispatches: bench.trainer.cost!.dispatches };
    } finally {
      bench.dispose();
    }
  };
  return dispatchModel(await counted(1), await counted(3));
}
