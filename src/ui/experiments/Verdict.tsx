import { type Difference, differences, meanDeviation, strategyOf, type TrialResult } from '../../engine/spec/trials';
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
  const control = differences(results).find(({ strategy }) => strategyOf(strategy).control);
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

/** Of the ways of distilling; null where the control alone was compared. */
function sentenceOf(results: readonly TrialResult[]): string | null {
  const compared = differences(results);
  const all = compared.filter(({ strategy }) => !strategyOf(strategy).control);
  if (all.length === 0 && compared.length > 0) return null;
  if (all.length === 0) return text.verdict.needsPlain;
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

function SameStart({ results }: { results: readonly TrialResult[] }) {
  const seeds = [...new Set(results.map(({ seed }) => seed))].map((seed) => {
    const starts = results.filter((result) => result.seed === seed).map(({ start }) => start);
    const { weights, order } = starts[0]!;
    return { seed, weights, order, same: starts.every((start) => start.weights === weights && start.order === order) };
  });
  const same = seeds.every((seed) => seed.same);
  return (
    <details className="trials-start">
      <summary data-same={same}>{same ? text.sameBadge : text.otherBadge}</summary>
      <ul>
        {seeds.map(({ seed, weights, order, same }) => (
          <li key={seed}>{same ? text.sameStart(seed, weights, order) : text.otherStart(seed)}</li>
        ))}
      </ul>
    </details>
  );
}
