import type { ModelResult } from './suite';

/** A limit and the value that was measured. */
export interface Budget {
  what: string;
  value: number | null;
  limit: string;
  met: boolean | null;
}

/** How many times faster than stock tfjs and jax-js our step must be: in Node on lavapipe, in Chromium on SwiftShader. */
const LEAST_RATIOS = { node: { tfjs: 4, jaxjs: 3 }, chromium: { tfjs: 12, jaxjs: null } } as const;
const LEAST_SHARE = 0.6;
const MAX_DISPATCHES = 120;
const MAX_ENCODE_MS = 2;
const MAX_MEMORY = 0.5;

export type Where = keyof typeof LEAST_RATIOS;

/** The budgets of the small student. A value is null if its implementation was not run. */
export function budgetsOf({ ours, tfjs, ratios, gemm }: ModelResult, where: Where): Budget[] {
  const least = (what: string, value: number | null, limit: number): Budget => ({
    what,
    value,
    limit: `≥ ${limit}`,
    met: value === null ? null : value >= limit,
  });
  const most = (what: string, value: number | null, limit: number): Budget => ({
    what,
    value,
    limit: `≤ ${limit}`,
    met: value === null ? null : value <= limit,
  });
  const limits = LEAST_RATIOS[where];
  return [
    least('images/s over stock tfjs', ratios.tfjs, limits.tfjs),
    ...(limits.jaxjs === null ? [] : [least('images/s over jax-js', ratios.jaxjs, limits.jaxjs)]),
    least('share of the best GEMM of the run', gemm.share, LEAST_SHARE),
    most('dispatches a step', ours?.dispatches ?? null, MAX_DISPATCHES),
    { ...most('submits a step', ours?.submits ?? null, 1), limit: '1', met: ours && ours.submits === 1 },
    most('JavaScript ms a step', ours?.encodeMs ?? null, MAX_ENCODE_MS),
    most('GPU memory over stock tfjs', ours && tfjs && ours.gpuBytes / tfjs.gpuBytes, MAX_MEMORY),
  ];
}
