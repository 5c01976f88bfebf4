import type { BenchResult } from './run';

const HEAD = ['', 'images/s', 'ms a step (quartiles)', 'JS ms', 'dispatches', 'submits + reading', 'GPU MB', 'ours is'];

/** The result as text, a line for each model and library. */
export function table({ adapter, peaks, models }: BenchResult): string {
  const rows = models.flatMap(({ model, results, ratios }) =>
    Object.entries(results).map(([name, { imagesPerSecond, msPerStep, encodeMs, dispatches, submits, gpuBytes }]) => {
      const ratio = name === 'ours' ? null : ratios[name as keyof typeof ratios];
      return [
        `${model} ${name}`,
        imagesPerSecond.toFixed(1),
        `${msPerStep.median.toFixed(1)} (${msPerStep.low.toFixed(1)} … ${msPerStep.high.toFixed(1)})`,
        encodeMs.median.toFixed(2),
        String(dispatches),
        `${submits - 1} + 1`,
        (gpuBytes / 1e6).toFixed(1),
        ratio === null ? '' : `${ratio.toFixed(1)} ×`,
      ];
    }),
  );
  const widths = HEAD.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: string[]) =>
    cells.map((cell, i) => (i ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  ');
  const peak = `${adapter}: best matrix product ${peaks.gflops.toFixed(2)} GFLOP/s, memory ${peaks.gigabytesPerSecond.toFixed(2)} GB/s, a dispatch ${(1000 * peaks.dispatchMs).toFixed(1)} µs`;
  const shares = models.map(
    ({ model, gemm }) => `${model}: ${(100 * gemm.share).toFixed(0)} % of the best matrix product`,
  );
  return [peak, ...shares, '', line(HEAD), ...rows.map(line)].join('\n');
}
