import type { Inference } from '../../experiment/config';
import { fieldOf } from '../../experiment/fields/table';
import type { TestSetKind } from '../../experiment/testSets';
import {
  ANSWERERS,
  type Gain,
  gainsOf,
  judgedBy,
  meanDeviation,
  plainOf,
  type StrategyId,
  type SweptField,
  type SweptValue,
  type TrialResult,
} from '../../experiment/trials/trials';
import { LOCALE, NOTHING } from '../../sentences/numbers';
import type { VOICE_COLOR } from '../theme/colors';

/** The colour of a strategy is that of the voice that it teaches. */
export const STRATEGY_VOICE: Record<StrategyId, keyof typeof VOICE_COLOR> = {
  none: 'label',
  'labelled-only': 'label',
  'usual-soft': 'cls',
  'usual-hard': 'cls',
  'token-soft': 'dist',
  'token-hard': 'dist',
  'two-class': 'both',
};

/** Every strategy has its own dash pattern, so that colour is never the only difference. */
export const STRATEGY_DASH: Record<StrategyId, string> = {
  none: '',
  'labelled-only': '2 3',
  'usual-soft': '6 3',
  'usual-hard': '12 3',
  'token-soft': '6 3 2 3',
  'token-hard': '12 3 2 3',
  'two-class': '2 3 6 3',
};

/** Accuracy of a strategy in per cent, mean and standard deviation over its results; null if there is no such head. */
export function percent(results: readonly TrialResult[], strategy: StrategyId, inference: Inference) {
  return meanDeviation(
    results.flatMap((result) => {
      const share = result.accuracy[inference];
      return result.strategy === strategy && share !== null ? [100 * share] : [];
    }),
  );
}

/** The accuracy of the averaged weights in per cent, for the inference that the strategy is judged by. */
export function averagedPercent(results: readonly TrialResult[], strategy: StrategyId) {
  const inference = judgedBy(strategy);
  const averaged = results.flatMap((result) => (result.averaged ? [{ ...result, accuracy: result.averaged }] : []));
  return percent(averaged, strategy, inference);
}

/** The results of each strategy on one kind of test set. */
export interface OnTestSet {
  kind: TestSetKind;
  cells: { strategy: StrategyId; share: ReturnType<typeof meanDeviation>; gain: Gain | null }[];
  /** 0…1; null without a teacher. */
  teacher: number | null;
}

/**
 * Accuracy in per cent and gain in points for each kind of test set, for the students that were tested on it. The order is that
 * of the first result. Gains are over the same student as on the original test set.
 */
export function byTestSet(results: readonly TrialResult[], strategies: readonly StrategyId[]): OnTestSet[] {
  const asked = results.filter(({ otherTests }) => otherTests.length > 0);
  return (asked[0]?.otherTests ?? []).map(({ kind }) => {
    const on = asked.flatMap((result) => {
      const shares = result.otherTests.find((set) => set.kind === kind);
      return shares ? [{ ...result, accuracy: shares.accuracy, teacherAccuracy: shares.teacher }] : [];
    });
    const gains = gainsOf(on, plainOf(asked));
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

/** 48.02 ± 0.31, or 48.02 for a single seed. */
export function shownPercent(value: ReturnType<typeof meanDeviation>): string {
  if (!value) return NOTHING;
  return value.deviation === null ? value.mean.toFixed(2) : `${value.mean.toFixed(2)} ± ${value.deviation.toFixed(2)}`;
}

/** A swept value as text. The values of a choice are shown by their labels. */
export function valueName(field: SweptField, value: SweptValue): string {
  const about = fieldOf(field);
  const option = about.type === 'choice' ? about.options.find((known) => known.value === value) : undefined;
  return option?.label ?? (typeof value === 'number' ? value.toLocaleString(LOCALE) : value);
}

/** With its sign, U+2212 for minus. */
export function signed(value: number, digits = 1): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}

/** Mean disagreement over results, `ANSWERERS` × `ANSWERERS`; null if unknown. */
export function meanDisagreement(results: readonly TrialResult[]): (number | null)[][] {
  return ANSWERERS.map((_, i) =>
    ANSWERERS.map((_, j) => {
      const known = results.flatMap(({ disagreement }) => disagreement[i]?.[j] ?? []);
      return meanDeviation(known)?.mean ?? null;
    }),
  );
}

/** The mean of several curves. Steps that are missing in some curves are left out. */
export function meanCurve(curves: readonly (readonly { step: number; value: number }[])[]): [number, number][] {
  const byStep = new Map<number, number[]>();
  for (const { step, value } of curves.flat()) byStep.set(step, [...(byStep.get(step) ?? []), value]);
  return [...byStep]
    .filter(([, values]) => values.length === curves.length)
    .map(([step, values]): [number, number] => [step, meanDeviation(values)!.mean])
    .sort(([a], [b]) => a - b);
}
