import { useMemo, useState } from 'react';
import { type Axis, sameAxis, stepAxis, stepsEnd } from './axis';

/** The axis of steps; the same object until it has to grow, so that a chart without new data is not drawn again. */
export function useStepAxis(last: number, totalSteps: number): Axis {
  const end = stepsEnd(last, totalSteps);
  return useMemo(() => stepAxis(end), [end]);
}

/** An axis that was computed anew; the object of before as long as nothing of it changed. */
export function useSameAxis(axis: Axis): Axis {
  const [kept, keep] = useState(axis);
  if (kept === axis || sameAxis(kept, axis)) return kept;
  keep(axis);
  return axis;
}
