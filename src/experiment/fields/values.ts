import type { ExperimentConfig } from '../config';
import { FIELDS } from './table';
import type { Field, FieldValue } from './types';

/** A value as text for the user, without its unit: `all`, `1e-3`, `Hard`, `on`. */
export function formatValue(field: Field, value: FieldValue): string {
  if (field.type === 'toggle') return value ? 'on' : 'off';
  if (field.type === 'choice') return field.options.find((option) => option.value === value)?.label ?? String(value);
  const number = Number(value);
  const named = field.named?.[number];
  if (named !== undefined) return named;
  return field.logarithmic ? formatSmall(number) : String(number);
}

/** Small numbers as powers of ten: 1e-3, 2.5e-4, 0. */
export function formatSmall(value: number): string {
  return value !== 0 && Math.abs(value) < 0.01 ? value.toExponential().replace('e+', 'e') : String(value);
}

export function formatWithUnit(field: Field, value: FieldValue): string {
  const text = formatValue(field, value);
  const number = Number(value);
  if (field.type !== 'number' || !field.unit || field.named?.[number] !== undefined) return text;
  return `${text} ${number === 1 ? field.unit.replace(/s$/, '') : field.unit}`;
}

/** Whether a run with this configuration uses the field. If not, the field's value means nothing. */
export function matters(field: Field, config: ExperimentConfig): boolean {
  return field.shownWhen?.(config) ?? true;
}

/** The fields in which two experiments differ, in the order of the table. Fields that neither of them uses are left out. */
export function changedFields(one: ExperimentConfig, other: ExperimentConfig): Field[] {
  return FIELDS.filter(
    (field) => one[field.key] !== other[field.key] && (matters(field, one) || matters(field, other)),
  );
}

export interface Difference {
  field: Field;
  from: string;
  to: string;
}

/** What differs between two experiments, with each value as text. */
export function differences(from: ExperimentConfig, to: ExperimentConfig): Difference[] {
  return changedFields(from, to).map((field) => ({
    field,
    from: formatWithUnit(field, from[field.key]),
    to: formatWithUnit(field, to[field.key]),
  }));
}

/** Whether an experiment has all of these values. */
export function hasValues(config: ExperimentConfig, values: Partial<ExperimentConfig>): boolean {
  return FIELDS.every(({ key }) => values[key] === undefined || values[key] === config[key]);
}
