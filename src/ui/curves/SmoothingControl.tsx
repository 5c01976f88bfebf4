import { curvesText } from '../../sentences/curves';

export interface SmoothingControlProps {
  /** Weight of the past, 0…0.999. */
  smoothing: number;
  logAxis: boolean;
  onChange(values: { smoothing: number } | { logAxis: boolean }): void;
}

// Small differences matter most near 1, so the values are densest there.
const LEVELS = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999];

/** Smoothing of the curves and the scale of the losses. */
export function SmoothingControl({ smoothing, logAxis, onChange }: SmoothingControlProps) {
  const level = LEVELS.findIndex((weight) => weight >= smoothing);
  return (
    <div className="curves-options">
      <label title={curvesText.smoothingHelp}>
        {curvesText.smoothing}
        <input
          type="range"
          min={0}
          max={LEVELS.length - 1}
          value={level < 0 ? LEVELS.length - 1 : level}
          aria-valuetext={String(smoothing)}
          onChange={(event) => onChange({ smoothing: LEVELS[event.currentTarget.valueAsNumber] ?? 0 })}
        />
        <output className="tabular smoothing-value">{smoothing}</output>
      </label>
      <label>
        <input
          type="checkbox"
          checked={logAxis}
          onChange={(event) => onChange({ logAxis: event.currentTarget.checked })}
        />
        {curvesText.logAxis}
      </label>
    </div>
  );
}
