import type { Inference } from '../../engine/spec/experiment';
import {
  differences,
  meanDeviation,
  plainOf,
  type StrategyId,
  strategyOf,
  type TrialResult,
} from '../../engine/spec/trials';
import { WideTable } from '../layout/WideTable';
import { VOICE_CLASS } from '../theme/colors';
import { averagedPercent, percent, STRATEGY_VOICE, shownPercent, signed } from './numbers';
import { experimentsText as text } from './text';

const HEADS = ['cls', 'dist', 'both-logits'] as const satisfies readonly Inference[];
const HEAD_NAMES = { cls: text.cls, dist: text.dist, 'both-logits': text.both } as const;

/** Table 3 of the paper, with this plan's numbers. */
export function TrialsTable({
  results,
  strategies,
}: {
  results: readonly TrialResult[];
  strategies: readonly StrategyId[];
}) {
  const gains = differences(results);
  const plain = plainOf(results);
  const averaged = results.some((result) => result.averaged !== null);
  const teacher = meanDeviation(
    results.flatMap(({ teacherAccuracy }) => (teacherAccuracy === null ? [] : [100 * teacherAccuracy])),
  );
  return (
    <section className="trials-table">
      <h3>
        {text.tableTitle} <span className="faint">{text.tableUnit}</span>
      </h3>
      <WideTable className="trials-scroll" label={text.tableTitle}>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.strategy}</th>
              {HEADS.map((head) => (
                <th key={head} scope="col" className="number">
                  {HEAD_NAMES[head]}
                </th>
              ))}
              {averaged && (
                <th scope="col" className="number">
                  {text.averaged}
                </th>
              )}
              <th scope="col" className="number">
                {text.gain}
              </th>
              <th scope="col" className="number">
                {text.paper}
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
                    {text.labels[strategy]}
                  </th>
                  {HEADS.map((head) => (
                    <td key={head} className="number tabular">
                      {shownPercent(percent(results, strategy, head))}
                    </td>
                  ))}
                  {averaged && <td className="number tabular">{shownPercent(averagedPercent(results, strategy))}</td>}
                  <td className="number tabular" data-beyond={gain?.beyondNoise ?? false}>
                    {gain ? signed(gain.points.mean) : '–'}
                  </td>
                  <td className="number tabular faint">
                    {strategyOf(strategy).paper.map(({ inference, ti, s, b }, _, { length }) => (
                      <div key={inference}>
                        {length > 1 && `${HEAD_NAMES[inference]} `}
                        {[ti, s, b].map((share) => share.toFixed(1)).join(' / ')}
                      </div>
                    ))}
                    {strategyOf(strategy).paper.length === 0 && '–'}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </WideTable>
      {teacher && <p className="note">{text.teacherLine(teacher.mean.toFixed(2))}</p>}
      <p className="note">{text.tableHelp}</p>
      {plain && strategies.includes('labelled-only') && <p className="note">{text.labelledHelp(text.labels[plain])}</p>}
      {strategies.includes('two-class') && <p className="note">{text.controlHelp}</p>}
    </section>
  );
}
