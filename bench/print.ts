import type { Budget } from './budgets';
import { PEERS } from './peers/peer';
import type { ModelResult } from './suite';

const NAMES = { ours: 'ours', tfjs: 'stock tfjs', jaxjs: 'jax-js' };

/** Aligns rows in columns: the first column to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
    .join('\n');
}

/** A number with at least three significant figures. */
export function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export function modelTable(result: ModelResult): string {
  const header = ['', 'images/s', 'ms a step (quartiles)', 'dispatches', 'submits', 'JS ms', 'GPU MiB', 'first loss'];
  const rows = PEERS.flatMap((name) => {
    const peer = result[name];
    if (!peer) return [];
    const { median, low, high } = peer.msPerStep;
    return [
      [
        NAMES[name],
        short(peer.imagesPerSecond),
        `${short(median)} (${short(low)}–${short(high)})`,
        `${peer.dispatches}`,
        `${peer.submits}`,
        short(peer.encodeMs),
        (peer.gpuBytes / 2 ** 20).toFixed(1),
        peer.firstLoss.toFixed(6),
      ],
    ];
  });
  const { peaks, ratios, gemm } = result;
  const ratio = (name: string, value: number | null) => (value === null ? [] : [`${short(value)} × ${name}`]);
  return `${result.model}: ${result.about}; ${result.rounds} rounds
${table([header, ...rows])}
Ours: ${[...ratio('stock tfjs', ratios.tfjs), ...ratio('jax-js', ratios.jaxjs)].join(', ') || 'alone'}; ${Math.round(100 * gemm.share)} % of the best GEMM (${short(gemm.bestGflops)} GFLOP/s in the rounds, ${short(gemm.firstGflops)} before the first).
Adapter: ${short(peaks.gflops)} GFLOP/s, ${short(peaks.gigabytesPerSecond)} GB/s, ${short(1000 * peaks.dispatchMs)} µs a dispatch; roofline of the step ${short(result.rooflineMs)} ms.`;
}

export function budgetTable(budgets: readonly Budget[]): string {
  const outcome = (met: boolean | null) => (met === null ? 'not measured' : met ? 'met' : 'MISSED');
  return table([
    ['budget', 'value', 'limit', ''],
    ...budgets.map(({ what, value, limit, met }) => [what, value === null ? '–' : short(value), limit, outcome(met)]),
  ]);
}
