import { useMemo, useState } from 'react';
import { type Axis, sameAxis, stepAxis, stepsEnd } from './axis';

/** The axis of steps: the same object until it has to grow, so that its frame is not drawn again. */
export function useStepAxis(last: number, totalSteps: number): Axis {
  const end = stepsEnd(last, totalSteps);
  return useMemo(() => stepAxis(end), [end]);
}

/** The axis of the render before if the new one is equal, so that its frame is not drawn again. */
export function useSameAxis(axis: Axis): Axis {
  const [kept, keep] = useState(axis);
  if (kept === axis || sameAxis(kept, axis)) return kept;
  keep(axis);
  return axis;
}
