import {
  type Difference,
  differences,
  meanDeviation,
  plainOf,
  type StrategyId,
  strategyOf,
  type TrialResult,
} from '../../engine/spec/trials';
import { signed } from './numbers';
import { experimentsText as text } from './text';

/** What the numbers say, and the proof that the trials began alike. */
export function Verdict({ results }: { results: readonly TrialResult[] }) {
  const sentence = sentenceOf(results);
  return (
    <div className="trials-verdict">
      {sentence && <p>{sentence}</p>}
      <Control results={results} />
      <p className="note">{text.verdict.rule}</p>
      <SameStart results={results} />
    </div>
  );
}

/** What one more token gains by itself, apart from the ways of distilling. */
function Control({ results }: { results: readonly TrialResult[] }) {
  const control = differences(results).find(({ strategy }) => strategy === 'two-class');
  if (!control) return null;
  const { strategy, points, beyondNoise } = control;
  const cosine = meanDeviation(
    results.flatMap((result) =>
      result.strategy === strategy ? result.cosine.slice(-1).map(({ value }) => value) : [],
    ),
  );
  return (
    <p>
      {text.verdict.control(
        signed(points.mean),
        points.deviation?.toFixed(1) ?? null,
        points.count < 3 ? null : beyondNoise,
        cosine?.mean.toFixed(3).replace(/^(-?)0/, '$1') ?? null,
      )}
    </p>
  );
}

function isDistilling(strategy: StrategyId): boolean {
  const { control, values } = strategyOf(strategy);
  return !control && values.distillation !== 'none';
}

/** Of the ways of distilling; null where none of them was compared. */
function sentenceOf(results: readonly TrialResult[]): string | null {
  const compared = differences(results);
  const all = compared.filter(({ strategy }) => isDistilling(strategy));
  if (plainOf(results) === null) return text.verdict.needsPlain;
  if (all.length === 0) return null;
  if (all.every(({ points }) => points.count < 2)) return text.verdict.oneSeed;
  if (all.every(({ points }) => points.count < 3)) return `${text.verdict.twoSeeds} ${all.map(shown).join('; ')}.`;
  const beyond = all.filter(({ beyondNoise }) => beyondNoise);
  if (beyond.length === 0) return text.verdict.none;
  const within = all.filter(({ beyondNoise }) => !beyondNoise);
  const sentence = (head: string, list: readonly Difference[]) =>
    list.length > 0 ? [`${head} ${list.map(shown).join('; ')}.`] : [];
  return [...sentence(text.verdict.beyond, beyond), ...sentence(text.verdict.within, within)].join(' ');
}

function shown({ strategy, points }: Difference): string {
  return text.verdict.points(text.labels[strategy], signed(points.mean), points.deviation?.toFixed(1) ?? '–');
}

/** Whether its batches are drawn from all images, not from the labelled ones alone. */
function seesAll({ strategy }: TrialResult): boolean {
  return !strategyOf(strategy).labelledOnly;
}

function SameStart({ results }: { results: readonly TrialResult[] }) {
  const seeds = [...new Set(results.map(({ seed }) => seed))].map((seed) => {
    const here = results.filter((result) => result.seed === seed);
    const { weights, order } = (here.find(seesAll) ?? here[0]!).start;
    const same = here.every(
      (result) => result.start.weights === weights && (!seesAll(result) || result.start.order === order),
    );
    return { seed, weights, order, same, alone: here.length === 1 };
  });
  const same = seeds.every((seed) => seed.same);
  const alone = seeds.every((seed) => seed.alone);
  return (
    <details className="trials-start">
      <summary data-same={alone ? undefined : same}>
        {alone ? text.loneBadge : same ? text.sameBadge : text.otherBadge}
      </summary>
      <ul>
        {seeds.map(({ seed, weights, order, same }) => (
          <li key={seed}>{same ? text.sameStart(seed, weights, order) : text.otherStart(seed)}</li>
        ))}
        {!results.every(seesAll) && <li>{text.labelledStart}</li>}
      </ul>
    </details>
  );
}
