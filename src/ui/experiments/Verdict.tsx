import { gainsOf, meanDeviation, plainOf, type TrialResult } from '../../experiment/trials/trials';
import { experimentsText } from '../../sentences/experiments';
import { signed } from '../common/trialNumbers';
import { seesAll, sentenceOf, startsOf } from './verdictOf';

/** The conclusion from the numbers, and the proof that the trials started alike. */
export function Verdict({ results }: { results: readonly TrialResult[] }) {
  const sentence = sentenceOf(results);
  return (
    <div className="trials-verdict">
      {sentence && <p>{sentence}</p>}
      <Control results={results} />
      <p className="note">{experimentsText.verdict.rule}</p>
      <SameStart results={results} />
    </div>
  );
}

/** The gain of one more token without distillation. */
function Control({ results }: { results: readonly TrialResult[] }) {
  const plain = plainOf(results);
  const control = gainsOf(results).find(({ strategy }) => strategy === 'two-class');
  if (!control || !plain) return null;
  const { strategy, points, beyondNoise } = control;
  const cosine = meanDeviation(
    results.flatMap((result) =>
      result.strategy === strategy ? result.cosine.slice(-1).map(({ value }) => value) : [],
    ),
  );
  return (
    <p>
      {experimentsText.verdict.control(
        experimentsText.labels[plain],
        signed(points.mean),
        points.deviation?.toFixed(1) ?? null,
        points.count < 3 ? null : beyondNoise,
        cosine?.mean.toFixed(3).replace(/^(-?)0/, '$1') ?? null,
      )}
    </p>
  );
}

function SameStart({ results }: { results: readonly TrialResult[] }) {
  const seeds = startsOf(results);
  const same = seeds.every((seed) => seed.same);
  const alone = seeds.every((seed) => seed.alone);
  return (
    <details className="trials-start">
      <summary data-same={alone ? undefined : same}>
        {alone ? experimentsText.loneBadge : same ? experimentsText.sameBadge : experimentsText.otherBadge}
      </summary>
      <ul>
        {seeds.map(({ seed, weights, order, same }) => (
          <li key={seed}>
            {same ? experimentsText.sameStart(seed, weights, order) : experimentsText.otherStart(seed)}
          </li>
        ))}
        {!results.every(seesAll) && <li>{experimentsText.labelledStart}</li>}
      </ul>
    </details>
  );
}
