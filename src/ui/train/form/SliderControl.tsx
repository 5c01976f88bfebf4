import type { NumberField } from '../../../experiment/fields/types';
import { formatValue } from '../../../experiment/fields/values';

interface SliderControlProps {
  field: NumberField;
  value: number;
  describedBy: string;
  onChange(value: number): void;
}

/** Steps of a logarithmic slider per decade. */
const STEPS_PER_DECADE = 20;

/** A slider for a number that can change during training. A logarithmic field has two significant digits. */
export function SliderControl({ field, value, describedBy, onChange }: SliderControlProps) {
  const scale = field.logarithmic
    ? {
        min: Math.log10(field.min),
        max: Math.log10(field.max),
        step: 1 / STEPS_PER_DECADE,
        position: Math.log10(value),
        valueAt: (position: number) => Number((10 ** position).toPrecision(2)),
      }
    : { min: field.min, max: field.max, step: field.step, position: value, valueAt: (position: number) => position };
  return (
    <input
      type="range"
      aria-label={field.label}
      aria-valuetext={formatValue(field, value)}
      aria-describedby={describedBy}
      min={scale.min}
      max={scale.max}
      step={scale.step}
      value={scale.position}
      onChange={(event) => onChange(scale.valueAt(event.target.valueAsNumber))}
    />
  );
}
