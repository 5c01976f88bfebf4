import type { ExperimentConfig, Inference } from '../../experiment/config';
import { FIELDS } from '../../experiment/fields/table';
import type { Field } from '../../experiment/fields/types';
import { formatWithUnit, matters } from '../../experiment/fields/values';
import { judgedBy, strategyIn } from '../../experiment/trials/trials';

export interface DifferingField {
  field: Field;
  /** One formatted value per experiment; null if the field has no meaning in that experiment. */
  values: (string | null)[];
}

/** The fields in which experiments differ, in the order of the table. A field without a meaning makes no difference. */
export function differingFields(configs: readonly ExperimentConfig[]): DifferingField[] {
  return FIELDS.flatMap((field) => {
    const values = configs.map((config) => (matters(field, config) ? formatWithUnit(field, config[field.key]) : null));
    return new Set(values).size > 1 ? [{ field, values }] : [];
  });
}

/** How an experiment's student is evaluated: with both heads if the teacher taught a second one. */
export function judgedIn(config: ExperimentConfig): Inference {
  return judgedBy(strategyIn(config));
}
