import type { BenchResult } from './run';

interface Budget {
  what: string;
  value: number | null;
  limit: number;
  /** Whether the limit is the least or the most. */
  sense: 'least' | 'most';
}

/** What a step may cost, beside what it does: the budgets of the small model. */
function budgetsOf(where: string, { models }: BenchResult): Budget[] {
  const small = models.find(({ model }) => model === 'small');
  if (!small) return [];
  const { results, ratios, gemm } = small;
  const ours = results.ours!;
  const least = (what: string, value: number | null, limit: number): Budget => ({ what, value, limit, sense: 'least' });
  const most = (what: string, value: number | null, limit: number): Budget => ({ what, value, limit, sense: 'most' });
  return [
    least('times stock tfjs', ratios.tfjs, where === 'chromium' ? 12 : 4),
    ...(where === 'node' ? [least('times jax-js', ratios.jaxjs, 3)] : []),
    least('share of the best matrix product', gemm.share, 0.6),
    most('dispatches a step', ours.dispatches, 120),
    // One more is counted, that of reading the loss.
    most('submits a step', ours.submits - 1, 1),
    most('JavaScript ms a step', ours.encodeMs.median, 2),
    most('GPU bytes by those of stock tfjs', results.tfjs ? ours.gpuBytes / results.tfjs.gpuBytes : null, 0.5),
  ];
}

/** One line a budget: what it is, what was measured, whether it is met. */
export function budgetLines(where: string, result: BenchResult): string[] {
  return budgetsOf(where, result).map(({ what, value, limit, sense }) => {
    const bound = `${sense === 'least' ? '≥' : '≤'} ${limit}`;
    if (value === null) return `–  ${what}: not measured (${bound})`;
    const met = sense === 'least' ? value >= limit : value <= limit;
    return `${met ? '✓' : '✗'}  ${what}: ${value.toFixed(2)} (${bound})`;
  });
}
