import { useMemo } from 'react';
import { type Axis, stepAxis, stepsEnd } from './axis';

/** The axis of steps; the same object until it has to grow, so that a chart without new data is not drawn again. */
export function useStepAxis(last: number, totalSteps: number): Axis {
  const end = stepsEnd(last, totalSteps);
  return useMemo(() => stepAxis(end), [end]);
}
