import type { ExperimentConfig } from '../config';
import { FIELDS } from './table';
import type { Field, FieldValue } from './types';

/** A value as a person reads it, without its unit: `all`, `1e-3`, `Hard`, `on`. */
export function formatValue(field: Field, value: FieldValue): string {
  if (field.type === 'toggle') return value ? 'on' : 'off';
  if (field.type === 'choice') return field.options.find((option) => option.value === value)?.label ?? String(value);
  const number = Number(value);
  const named = field.named?.[number];
  if (named !== undefined) return named;
  return field.logarithmic ? formatSmall(number) : String(number);
}

/** Powers of ten where that is shorter than zeros: 1e-3, 2.5e-4, 0. */
export function formatSmall(value: number): string {
  return value !== 0 && Math.abs(value) < 0.01 ? value.toExponential().replace('e+', 'e') : String(value);
}

export function formatWithUnit(field: Field, value: FieldValue): string {
  const text = formatValue(field, value);
  const number = Number(value);
  if (field.type !== 'number' || !field.unit || field.named?.[number] !== undefined) return text;
  return `${text} ${number === 1 ? field.unit.replace(/s$/, '') : field.unit}`;
}

export interface Difference {
  field: Field;
  from: string;
  to: string;
}

/** What differs between two experiments, in the order of the table. Fields without a meaning in both are left out. */
export function differences(from: ExperimentConfig, to: ExperimentConfig): Difference[] {
  return FIELDS.filter((field) => from[field.key] !== to[field.key] && (shown(field, from) || shown(field, to))).map(
    (field) => ({
      field,
      from: formatWithUnit(field, from[field.key]),
      to: formatWithUnit(field, to[field.key]),
    }),
  );
}

/** Whether the field has a meaning in this experiment. */
export function shown(field: Field, config: ExperimentConfig): boolean {
  return field.shownWhen?.(config) ?? true;
}
