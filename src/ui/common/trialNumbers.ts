import type { Inference } from '../../experiment/config';
import { fieldOf } from '../../experiment/fields/table';
import type { TestSetKind } from '../../experiment/testSets';
import {
  ANSWERERS,
  type Difference,
  differences,
  judgedBy,
  meanDeviation,
  plainOf,
  type StrategyId,
  type SweptField,
  type SweptValue,
  type TrialResult,
} from '../../experiment/trials/trials';
import type { VOICE_COLOR } from '../theme/colors';

/** Colour of a strategy: the voice that is taught. */
export const STRATEGY_VOICE: Record<StrategyId, keyof typeof VOICE_COLOR> = {
  none: 'label',
  'labelled-only': 'label',
  'usual-soft': 'cls',
  'usual-hard': 'cls',
  'token-soft': 'dist',
  'token-hard': 'dist',
  'two-class': 'both',
};

/** Its dashes, each of its own: colour is never alone. */
export const STRATEGY_DASH: Record<StrategyId, string> = {
  none: '',
  'labelled-only': '2 3',
  'usual-soft': '6 3',
  'usual-hard': '12 3',
  'token-soft': '6 3 2 3',
  'token-hard': '12 3 2 3',
  'two-class': '2 3 6 3',
};

/** Per cent of all results of a strategy at an inference, mean ± deviation; null where there is no such head. */
export function percent(results: readonly TrialResult[], strategy: StrategyId, inference: Inference) {
  return meanDeviation(
    results.flatMap((result) => {
      const share = result.accuracy[inference];
      return result.strategy === strategy && share !== null ? [100 * share] : [];
    }),
  );
}

/** The same of the averaged weights, by the inference that the strategy is judged by. */
export function averagedPercent(results: readonly TrialResult[], strategy: StrategyId) {
  const inference = judgedBy(strategy);
  const averaged = results.flatMap((result) => (result.averaged ? [{ ...result, accuracy: result.averaged }] : []));
  return percent(averaged, strategy, inference);
}

/** What each strategy comes to on one kind of test set. */
export interface OnTestSet {
  kind: TestSetKind;
  cells: { strategy: StrategyId; share: ReturnType<typeof meanDeviation>; gain: Difference | null }[];
  /** 0…1; null without a teacher. */
  teacher: number | null;
}

/**
 * Accuracy in per cent and gain in points by kind of test set, of those students that were asked; in the order of the first. Gains
 * are over the student that they are counted over on the test set itself.
 */
export function byTestSet(results: readonly TrialResult[], strategies: readonly StrategyId[]): OnTestSet[] {
  const asked = results.filter(({ otherTests }) => otherTests.length > 0);
  return (asked[0]?.otherTests ?? []).map(({ kind }) => {
    const on = asked.flatMap((result) => {
      const shares = result.otherTests.find((set) => set.kind === kind);
      return shares ? [{ ...result, accuracy: shares.accuracy, teacherAccuracy: shares.teacher }] : [];
    });
    const gains = differences(on, plainOf(asked));
    return {
      kind,
      cells: strategies.map((strategy) => ({
        strategy,
        share: percent(on, strategy, judgedBy(strategy)),
        gain: gains.find((difference) => difference.strategy === strategy) ?? null,
      })),
      teacher: meanDeviation(on.flatMap(({ teacherAccuracy }) => teacherAccuracy ?? []))?.mean ?? null,
    };
  });
}

/** 48.02 ± 0.31; without deviation for a single seed. */
export function shownPercent(value: ReturnType<typeof meanDeviation>): string {
  if (!value) return '–';
  return value.deviation === null ? value.mean.toFixed(2) : `${value.mean.toFixed(2)} ± ${value.deviation.toFixed(2)}`;
}

/** A swept value as it is read: a kind by its name. */
export function valueName(field: SweptField, value: SweptValue): string {
  const about = fieldOf(field);
  const option = about.type === 'choice' ? about.options.find((known) => known.value === value) : undefined;
  return option?.label ?? (typeof value === 'number' ? value.toLocaleString('en') : value);
}

/** With its sign, U+2212 for minus. */
export function signed(value: number, digits = 1): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}

/** Mean disagreement over results, `ANSWERERS` × `ANSWERERS`; null where nobody knows. */
export function meanDisagreement(results: readonly TrialResult[]): (number | null)[][] {
  return ANSWERERS.map((_, i) =>
    ANSWERERS.map((_, j) => {
      const known = results.flatMap(({ disagreement }) => disagreement[i]?.[j] ?? []);
      return meanDeviation(known)?.mean ?? null;
    }),
  );
}

/** Mean of curves that were read at the same steps; steps that only some have are left out. */
export function meanCurve(curves: readonly (readonly { step: number; value: number }[])[]): [number, number][] {
  const byStep = new Map<number, number[]>();
  for (const { step, value } of curves.flat()) byStep.set(step, [...(byStep.get(step) ?? []), value]);
  return [...byStep]
    .filter(([, values]) => values.length === curves.length)
    .map(([step, values]): [number, number] => [step, meanDeviation(values)!.mean])
    .sort(([a], [b]) => a - b);
}
