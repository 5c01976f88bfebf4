import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';

/** The step that the crosshairs of all charts show. */
interface Crosshair {
  /** Null if nothing is pointed at. */
  step: number | null;
  point(step: number | null): void;
  /** Takes the page back to a step, or with null to the current step; null if the page cannot go back. */
  scrub: Scrub | null;
}

export type Scrub = (step: number | null) => void;

const CrosshairContext = createContext<Crosshair>({ step: null, point: () => {}, scrub: null });

export interface CrosshairProviderProps {
  /** The step that the page has gone back to: the crosshairs are there unless the pointer is elsewhere. */
  at?: number | null;
  onScrub?: Scrub;
  children: ReactNode;
}

/**
 * Links the crosshairs of the charts inside it. They share the step, not an index into the drawn rows, so that the values remain
 * those of that step while the curves grow and are thinned again.
 */
export function CrosshairProvider({ at = null, onScrub, children }: CrosshairProviderProps) {
  const [pointed, point] = useState<number | null>(null);
  const crosshair = useMemo(() => ({ step: pointed ?? at, point, scrub: onScrub ?? null }), [pointed, at, onScrub]);
  return <CrosshairContext value={crosshair}>{children}</CrosshairContext>;
}

export function useCrosshair(): Crosshair {
  return useContext(CrosshairContext);
}
