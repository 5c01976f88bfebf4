import type { NumberField } from '../../../experiment/fields/types';
import { formatValue } from '../../../experiment/fields/values';

interface SliderControlProps {
  field: NumberField;
  value: number;
  describedBy: string;
  onChange(value: number): void;
}

/** Steps of a logarithmic slider in one decade. */
const STEPS_PER_DECADE = 20;

/** Moves a number while the run goes on; logarithmic where the field is, to two figures. */
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
