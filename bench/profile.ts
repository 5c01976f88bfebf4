import type { GpuDevice } from '../src/engine/gpu/device';
import { StepBench } from '../src/engine/measure/stepBench';
import { timeGpu } from '../src/engine/measure/timing';
import type { Section } from './lab';
import type { BenchModel } from './models';
import { short } from './print';

/** Where a step's time goes: every dispatch of the captured list timed by itself, added up by program. */
export async function profile(
  { backend }: GpuDevice,
  { id, config, data }: BenchModel,
  log: (line: string) => void,
): Promise<Section> {
  const bench = new StepBench(backend, config, data);
  bench.step();
  await bench.loss();
  const times = new Map<string, { count: number; ms: number }>();
  const { programs } = bench.trainer;
  for (const { label, run } of programs) {
    const { median } = await timeGpu(run, new AbortController().signal);
    const { count, ms } = times.get(label) ?? { count: 0, ms: 0 };
    times.set(label, { count: count + 1, ms: ms + median });
  }
  bench.dispose();
  const total = [...times.values()].reduce((sum, { ms }) => sum + ms, 0);
  log(`${id}: ${short(total)} ms in ${programs.length} dispatches`);
  const rows = [...times].sort(([, a], [, b]) => b.ms - a.ms);
  return {
    title: `${id}: milliseconds of a step by program, each dispatch timed alone`,
    rows: [
      ['program', 'dispatches', 'ms', 'share'],
      ...rows.map(([label, { count, ms }]) => [
        label,
        String(count),
        short(ms),
        `${((100 * ms) / total).toFixed(1)} %`,
      ]),
    ],
  };
}
