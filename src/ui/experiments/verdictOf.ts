import {
  type Gain,
  gainsOf,
  plainOf,
  type StrategyId,
  strategyOf,
  type TrialPlan,
  type TrialResult,
} from '../../experiment/trials/trials';
import { experimentsText } from '../../sentences/experiments';
import { NOTHING } from '../../sentences/numbers';
import { signed, valueName } from '../common/trialNumbers';

/** The gains of the distilling strategies in sentences; null if none was compared. */
export function sentenceOf(results: readonly TrialResult[]): string | null {
  const plain = plainOf(results);
  if (plain === null) return experimentsText.verdict.needsPlain;
  const over = experimentsText.labels[plain];
  const all = gainsOf(results, plain).filter(({ strategy }) => isDistilling(strategy));
  if (all.length === 0) return null;
  if (all.every(({ points }) => points.count < 2)) return experimentsText.verdict.oneSeed;
  if (all.every(({ points }) => points.count < 3)) return experimentsText.verdict.twoSeeds(over, listOf(all));
  const beyond = all.filter(({ beyondNoise }) => beyondNoise);
  if (beyond.length === 0) return experimentsText.verdict.none(over);
  const within = all.filter(({ beyondNoise }) => !beyondNoise);
  const sentences = [experimentsText.verdict.beyond(over, listOf(beyond))];
  if (within.length > 0) sentences.push(experimentsText.verdict.within(listOf(within)));
  return sentences.join(' ');
}

/** The gains of a whole plan: one sentence, or one for each swept value. */
export function answerOf({ plan, results }: { plan: TrialPlan; results: readonly TrialResult[] }): string[] {
  const { sweep } = plan;
  if (!sweep) return [sentenceOf(results) ?? []].flat();
  return sweep.values.flatMap((value) => {
    const sentence = sentenceOf(results.filter((result) => result.value === value));
    return sentence
      ? experimentsText.answerAt(experimentsText.fields[sweep.field], valueName(sweep.field, value), sentence)
      : [];
  });
}

function isDistilling(strategy: StrategyId): boolean {
  const { control, values } = strategyOf(strategy);
  return !control && values.distillation !== 'none';
}

function listOf(list: readonly Gain[]): string {
  const { gains, points: gainOf } = experimentsText.verdict;
  return gains(
    list.map(({ strategy, points }) =>
      gainOf(experimentsText.labels[strategy], signed(points.mean), points.deviation?.toFixed(1) ?? NOTHING),
    ),
  );
}

/** How the trials of one seed started. */
export interface SeedStart {
  seed: number;
  weights: string;
  order: string;
  /** Whether all have the same weights, and all that draw from all images have the same batches. */
  same: boolean;
  /** Whether it is the only trial with this seed. */
  alone: boolean;
}

export function startsOf(results: readonly TrialResult[]): SeedStart[] {
  return [...new Set(results.map(({ seed }) => seed))].map((seed) => {
    const here = results.filter((result) => result.seed === seed);
    const { weights, order } = (here.find(seesAll) ?? here[0]!).start;
    const same = here.every(
      (result) => result.start.weights === weights && (!seesAll(result) || result.start.order === order),
    );
    return { seed, weights, order, same, alone: here.length === 1 };
  });
}

/** Whether a trial draws its batches from all images, and not from only the labelled ones. */
export function seesAll({ strategy }: TrialResult): boolean {
  return !strategyOf(strategy).labelledOnly;
}
