/**
 * The one table of experiment fields. The form, the address, validation and its messages, migration of older files, and the
 * differences between two experiments are derived from it. A new hyper-parameter is a field of `ExperimentConfig`, a row in
 * `groups/`, and its use in the engine.
 */
import type { ExperimentConfig } from '../config';
import { AUGMENTATION } from './groups/augmentation';
import { DATA } from './groups/data';
import { DISTILLATION } from './groups/distillation';
import { LABELS } from './groups/labels';
import { OPTIMISATION } from './groups/optimisation';
import { STUDENT } from './groups/student';
import { TEACHER } from './groups/teacher';
import type { Field, FieldKey, Fields, FieldValue, Group } from './types';

/** The groups of the form, in their order there. */
export const GROUPS: readonly { id: Group; label: string }[] = [
  { id: 'distillation', label: 'Distillation' },
  { id: 'student', label: 'Student' },
  { id: 'teacher', label: 'Teacher' },
  { id: 'optimisation', label: 'Optimisation' },
  { id: 'augmentation', label: 'Regularisation and augmentation' },
  { id: 'data', label: 'Data' },
  { id: 'labels', label: 'Labels' },
];

/** The order of the rows is the order in addresses and in lists of differences. */
const ROWS = {
  ...DATA,
  ...LABELS,
  ...DISTILLATION,
  ...STUDENT,
  ...TEACHER,
  ...OPTIMISATION,
  ...AUGMENTATION,
} satisfies Fields;

const TABLE: Fields = ROWS;
export const FIELDS: readonly Field[] = Object.values(TABLE);

export function fieldOf<K extends FieldKey>(key: K): Fields[K] {
  return TABLE[key];
}

/** Fields that can be changed while the training runs. */
export type LiveField = { [K in FieldKey]: (typeof ROWS)[K] extends { live: true } ? K : never }[FieldKey];

export function isLive(key: FieldKey): key is LiveField {
  return TABLE[key].live === true;
}

/** Whether a value is of the field's type. It may be out of range. */
export function isValueOf(field: Field, value: unknown): value is FieldValue {
  if (field.type === 'choice') return field.options.some((option) => option.value === value);
  return typeof value === typeof field.default;
}

function isWhole(values: { readonly [K in FieldKey]?: unknown }): values is ExperimentConfig {
  return FIELDS.every((field) => isValueOf(field, values[field.key]));
}

/**
 * An experiment from a value for each field.
 * @throws Error if `pickValue` gives a value of another type than the field's
 */
export function experimentFrom(pickValue: (field: Field) => unknown): ExperimentConfig {
  const values = Object.fromEntries(FIELDS.map((field) => [field.key, pickValue(field)]));
  if (!isWhole(values)) throw new Error('A field of the experiment has no value of its type.');
  return values;
}

/** The experiment that the page starts with. */
export const DEFAULTS: ExperimentConfig = Object.freeze(experimentFrom((field) => field.default));
