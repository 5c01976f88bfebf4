import type { GpuDevice } from '../src/engine/gpu/device';
import { layersOf, measurePeaks } from '../src/engine/measure/measureGpu';
import { roofline, stepWork } from '../src/engine/measure/roofline';
import { StepBench } from '../src/engine/measure/stepBench';
import type { ExperimentConfig } from '../src/experiment/config';
import { tokenCount } from '../src/experiment/student/shape';
import type { Section } from './lab';
import { MODELS } from './models';
import { short } from './print';

/** One after the other, each alone, around the small student with a quarter of its batch. */
const CHANGES: readonly Partial<ExperimentConfig>[] = [
  {},
  { dim: 32, heads: 2 },
  { dim: 128, heads: 8 },
  { dim: 256, heads: 16 },
  { depth: 1 },
  { depth: 2 },
  { depth: 8 },
  { patchSize: 14 },
  { patchSize: 7 },
  { batchSize: 1 },
  { batchSize: 4 },
  { batchSize: 64 },
  { patchSize: 2 },
];
const NEVER = new AbortController().signal;

/** How the cost of our step grows with each dimension, beside the roofline's prediction from peaks measured before. */
export async function sweep({ backend }: GpuDevice, log: (line: string) => void): Promise<Section> {
  const { config, data } = MODELS[0]!;
  const base = { ...config, batchSize: 16 };
  const { peaks } = await measurePeaks(backend, layersOf(config), {
    progress: (_, label) => log(label),
    signal: NEVER,
  });
  const header = [
    'dim',
    'depth',
    'tokens',
    'batch',
    'GFLOP',
    'dispatches',
    'measured ms',
    'roofline ms',
    'measured / roofline',
    'limited by',
  ];
  const rows = [header];
  for (const change of CHANGES) {
    const student = { ...base, ...change };
    const bench = new StepBench(backend, student, data);
    const { msPerStep, dispatches } = await bench.measure(NEVER).finally(() => bench.dispose());
    const work = stepWork(student, data, student.batchSize, { fixed: dispatches, perBlock: 0 });
    const { ms, limitedBy } = roofline(work, peaks);
    rows.push([
      `${student.dim}`,
      `${student.depth}`,
      `${tokenCount(student)}`,
      `${student.batchSize}`,
      short(work.flop / 1e9),
      `${dispatches}`,
      short(msPerStep.median),
      short(ms),
      short(msPerStep.median / ms),
      limitedBy,
    ]);
    log(rows.at(-1)!.join('  '));
  }
  return {
    title: `Cost of a step; peaks ${short(peaks.gflops)} GFLOP/s, ${short(peaks.gigabytesPerSecond)} GB/s, ${short(1000 * peaks.dispatchMs)} µs a dispatch`,
    rows,
  };
}
