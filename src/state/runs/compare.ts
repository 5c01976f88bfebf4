import type { ExperimentConfig, Inference } from '../../experiment/config';
import { FIELDS } from '../../experiment/fields/table';
import type { Field } from '../../experiment/fields/types';
import { formatWithUnit, matters } from '../../experiment/fields/values';
import { judgedBy, strategyIn } from '../../experiment/trials/trials';

export interface DifferingField {
  field: Field;
  /** As a person reads it, one an experiment; null where the field has no meaning in that experiment. */
  values: (string | null)[];
}

/** The fields in which experiments differ, in the order of the table. Where a field has no meaning, its value is no difference. */
export function differingFields(configs: readonly ExperimentConfig[]): DifferingField[] {
  return FIELDS.flatMap((field) => {
    const values = configs.map((config) => (matters(field, config) ? formatWithUnit(field, config[field.key]) : null));
    return new Set(values).size > 1 ? [{ field, values }] : [];
  });
}

/** The answer by which an experiment's student is judged: both heads where the teacher taught a second one. */
export function judgedIn(config: ExperimentConfig): Inference {
  return judgedBy(strategyIn(config));
}
