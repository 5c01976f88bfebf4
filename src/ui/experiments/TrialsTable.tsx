import type { Inference } from '../../experiment/config';
import {
  gainsOf,
  meanDeviation,
  plainOf,
  strategyOf,
  type Trial,
  type TrialPlan,
  type TrialResult,
  trialsOf,
} from '../../experiment/trials/trials';
import { experimentsText } from '../../sentences/experiments';
import { NOTHING } from '../../sentences/numbers';
import { averagedPercent, percent, STRATEGY_VOICE, shownPercent, signed } from '../common/trialNumbers';
import { WideTable } from '../common/WideTable';
import { VOICE_CLASS } from '../theme/colors';

const HEADS = ['cls', 'dist', 'both-logits'] as const satisfies readonly Inference[];
const HEAD_NAMES = {
  cls: experimentsText.cls,
  dist: experimentsText.dist,
  'both-logits': experimentsText.both,
} as const;

/**
 * Table 3 of the paper, with the numbers of this plan.
 *
 * @param results those for one swept value of the plan
 */
export function TrialsTable({ results, plan }: { results: readonly TrialResult[]; plan: TrialPlan }) {
  const { strategies } = plan;
  const gains = gainsOf(results);
  const plain = plainOf(results);
  const averaged = results.some((result) => result.averaged !== null);
  const teacher = meanDeviation(
    results.flatMap(({ teacherAccuracy }) => (teacherAccuracy === null ? [] : [100 * teacherAccuracy])),
  );
  return (
    <section className="trials-table">
      <h3>
        {experimentsText.tableTitle} <span className="faint">{experimentsText.tableUnit}</span>
      </h3>
      <WideTable className="trials-scroll" label={experimentsText.tableTitle}>
        <table>
          <thead>
            <tr>
              <th scope="col">{experimentsText.strategy}</th>
              {HEADS.map((head) => (
                <th key={head} scope="col" className="number">
                  {HEAD_NAMES[head]}
                </th>
              ))}
              {averaged && (
                <th scope="col" className="number">
                  {experimentsText.averaged}
                </th>
              )}
              <th scope="col" className="number">
                {experimentsText.gain}
              </th>
              <th scope="col" className="number">
                {experimentsText.paper}
              </th>
            </tr>
          </thead>
          <tbody>
            {strategies.map((strategy) => {
              const gain = gains.find((difference) => difference.strategy === strategy);
              return (
                <tr key={strategy}>
                  <th scope="row">
                    <span className={`trials-mark ${VOICE_CLASS[STRATEGY_VOICE[strategy]]}`} aria-hidden="true" />
                    {experimentsText.labels[strategy]}
                  </th>
                  {HEADS.map((head) => (
                    <td key={head} className="number tabular">
                      {shownPercent(percent(results, strategy, head))}
                    </td>
                  ))}
                  {averaged && <td className="number tabular">{shownPercent(averagedPercent(results, strategy))}</td>}
                  <td className="number tabular" data-beyond={gain?.beyondNoise ?? false}>
                    {gain ? signed(gain.points.mean) : NOTHING}
                  </td>
                  <td className="number tabular faint">
                    {strategyOf(strategy).paper.map(({ inference, ti, s, b }, _, { length }) => (
                      <div key={inference}>{paperRow(inference, length > 1, [ti, s, b])}</div>
                    ))}
                    {strategyOf(strategy).paper.length === 0 && NOTHING}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </WideTable>
      <p className="note">{settingOf(plan, results)}</p>
      {teacher && <p className="note">{experimentsText.teacherLine(teacher.mean.toFixed(2))}</p>}
      <p className="note">{experimentsText.tableHelp}</p>
      {plain && strategies.includes('labelled-only') && (
        <p className="note">{experimentsText.labelledHelp(experimentsText.labels[plain])}</p>
      )}
      {strategies.includes('two-class') && <p className="note">{experimentsText.controlHelp}</p>}
    </section>
  );
}

/** Accuracies of the paper for Ti, S and B, with the head if the paper has several. */
function paperRow(
  head: keyof typeof experimentsText.paperHeads,
  named: boolean,
  accuracies: readonly number[],
): string {
  const shares = accuracies.map((share) => share.toFixed(1)).join(' / ');
  return named ? experimentsText.paperRow(experimentsText.paperHeads[head], shares) : shares;
}

/** The setting of these trials in sentences, so that the table is complete without its plan. */
function settingOf(plan: TrialPlan, results: readonly TrialResult[]): string {
  const [first] = results;
  // Trials on only the labelled images have fewer images and more epochs.
  const trials = trialsOf(plan).filter(({ value }) => value === first?.value);
  const { config } = trials.find(({ strategy }) => !strategyOf(strategy).labelledOnly) ?? trials[0]!;
  return [
    ...(first ? [experimentsText.tested(first.testImages)] : []),
    experimentsText.student(config.dim, config.depth, config.patchSize),
    experimentsText.training(config.trainImages || null, config.epochs),
    ...(plan.strategies.some((id) => id.endsWith('soft')) ? [softRowsOf(trials)] : []),
  ].join(' ');
}

function softRowsOf(trials: readonly Trial[]): string {
  const { tau, lambda } = trials.find(({ strategy }) => strategy.endsWith('soft'))!.config;
  return experimentsText.softRows(tau, lambda);
}
