import type { ExperimentConfig } from '../config';

export type FieldKey = keyof ExperimentConfig;
export type FieldValue = ExperimentConfig[FieldKey];
export type Group = 'data' | 'labels' | 'student' | 'teacher' | 'distillation' | 'optimisation' | 'augmentation';

interface Row<K extends FieldKey> {
  key: K;
  /** Name in an address: short, readable, never changed, since links live long. */
  short: string;
  group: Group;
  label: string;
  /** What it means, in one or two sentences. */
  help: string;
  /** The paper's value (arXiv 2012.12877), if it has one. */
  paper?: string;
  default: ExperimentConfig[K];
  /** What runs did before the field existed, if that differs from the default. See `migrate`. */
  assumed?: ExperimentConfig[K];
  /** It can be changed while the training runs: it goes through the step inputs, not through the captured graph. */
  live?: true;
  /** Whether a run with this configuration uses the field. Without it every run does. Ask through `matters`. */
  shownWhen?: (config: ExperimentConfig) => boolean;
}

interface NumberKind {
  type: 'number';
  min: number;
  max: number;
  /** Step of the control. Values of `integer` fields are rounded to it. */
  step: number;
  integer: boolean;
  unit?: string;
  /** Words for numbers that mean something else, for example 0 = "all". */
  named?: Readonly<Record<number, string>>;
  /** Small numbers over several decades: shown as powers of ten, moved by factors. */
  logarithmic?: boolean;
}

interface ToggleKind {
  type: 'toggle';
}

export interface ChoiceOption<V extends string = string> {
  value: V;
  label: string;
}

interface ChoiceKind<V extends string> {
  type: 'choice';
  options: readonly ChoiceOption<V>[];
  /** The options that are possible in this experiment; all of them if it is missing. */
  possible?: (config: ExperimentConfig) => readonly V[];
}

/** What a field needs to know about its values. */
type Kind<V> = [V] extends [number]
  ? NumberKind
  : [V] extends [boolean]
    ? ToggleKind
    : [V] extends [string]
      ? ChoiceKind<V>
      : never;

/** The row of a field. */
export type FieldFor<K extends FieldKey> = Row<K> & Kind<ExperimentConfig[K]>;
/** One row for each field: a missing or mistyped row does not compile. */
export type Fields = { readonly [K in FieldKey]: FieldFor<K> };

type KeysOf<V> = { [K in FieldKey]: ExperimentConfig[K] extends V ? K : never }[FieldKey];
export type NumberField = Fields[KeysOf<number>];
export type ChoiceField = Fields[KeysOf<string>];
export type Field = Fields[FieldKey];
