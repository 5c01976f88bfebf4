import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';

/** The step that all charts point at; null when nobody points at one. */
interface Crosshair {
  step: number | null;
  point(step: number | null): void;
  /** Takes the page back to a step, or by null to the present; null where nothing can go back. */
  scrub: Scrub | null;
}

export type Scrub = (step: number | null) => void;

const CrosshairContext = createContext<Crosshair>({ step: null, point: () => {}, scrub: null });

export interface CrosshairProviderProps {
  /** The step that the page has gone back to: the crosshairs stand there while nobody points elsewhere. */
  at?: number | null;
  onScrub?: Scrub;
  children: ReactNode;
}

/**
 * Links the crosshairs of the charts inside it. What is linked is the step, not a place in the drawn data, so that the values
 * stay those of the step pointed at while the curves grow and are thinned anew.
 */
export function CrosshairProvider({ at = null, onScrub, children }: CrosshairProviderProps) {
  const [pointed, point] = useState<number | null>(null);
  const crosshair = useMemo(() => ({ step: pointed ?? at, point, scrub: onScrub ?? null }), [pointed, at, onScrub]);
  return <CrosshairContext value={crosshair}>{children}</CrosshairContext>;
}

export function useCrosshair(): Crosshair {
  return useContext(CrosshairContext);
}
