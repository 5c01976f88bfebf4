import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';

/** The step that all charts point at; null when nobody points at one. */
interface Crosshair {
  step: number | null;
  point(step: number | null): void;
}

const CrosshairContext = createContext<Crosshair>({ step: null, point: () => {} });

/**
 * Links the crosshairs of the charts inside it. What is linked is the step, not a place in the drawn data, so that the values
 * stay those of the step pointed at while the curves grow and are thinned anew.
 */
export function CrosshairProvider({ children }: { children: ReactNode }) {
  const [step, point] = useState<number | null>(null);
  const crosshair = useMemo(() => ({ step, point }), [step]);
  return <CrosshairContext value={crosshair}>{children}</CrosshairContext>;
}

export function useCrosshair(): Crosshair {
  return useContext(CrosshairContext);
}
