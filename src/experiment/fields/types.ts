import type { ExperimentConfig } from '../config';

export type FieldKey = keyof ExperimentConfig;
export type Group = 'data' | 'labels' | 'student' | 'teacher' | 'distillation' | 'optimisation' | 'augmentation';

interface Row<K extends FieldKey> {
  key: K;
  /** Its name in an address; short, readable, never changed (links live long). */
  short: string;
  group: Group;
  label: string;
  /** What it means, in one or two sentences. */
  help: string;
  /** The paper's value (arXiv 2012.12877), where it has one. */
  paper?: string;
  default: ExperimentConfig[K];
  /** Whether the field has a meaning in this experiment; hidden otherwise, its value kept. */
  shownWhen?: (config: ExperimentConfig) => boolean;
}

export interface NumberField extends Row<NumberKey> {
  type: 'number';
  min: number;
  max: number;
  /** Step of the control; values of `integer` fields are rounded to it. */
  step: number;
  integer: boolean;
  unit?: string;
  /** Shown instead of the number where it means something else, e.g. 0 = "all". */
  named?: Readonly<Record<number, string>>;
  /** Small numbers over decades: shown as powers of ten, moved by factors. */
  logarithmic?: boolean;
}

export interface ToggleField extends Row<ToggleKey> {
  type: 'toggle';
}

export interface ChoiceOption<V extends string = string> {
  value: V;
  label: string;
}

type ChoiceRow<K extends ChoiceKey> = Row<K> & {
  type: 'choice';
  options: readonly ChoiceOption<ExperimentConfig[K]>[];
  /** Those of the options that are possible in this experiment; all where it is missing. */
  possible?: (config: ExperimentConfig) => readonly ExperimentConfig[K][];
};
export type ChoiceField = { [K in ChoiceKey]: ChoiceRow<K> }[ChoiceKey];

export type Field = NumberField | ToggleField | ChoiceField;

type KeysOf<V> = { [K in FieldKey]: ExperimentConfig[K] extends V ? K : never }[FieldKey];
export type NumberKey = KeysOf<number>;
export type ToggleKey = KeysOf<boolean>;
export type ChoiceKey = KeysOf<string>;
export type FieldValue = ExperimentConfig[FieldKey];
