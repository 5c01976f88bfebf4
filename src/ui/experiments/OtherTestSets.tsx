import type { StrategyId, TrialResult } from '../../experiment/trials/trials';
import { experimentsText } from '../../sentences/experiments';
import { testSetsText } from '../../sentences/testSets';
import { byTestSet, shownPercent, signed } from '../common/trialNumbers';
import { WideTable } from '../common/WideTable';

/** Accuracy on other test sets for each strategy, with the gain on each test set. */
export function OtherTestSets({
  results,
  strategies,
}: {
  results: readonly TrialResult[];
  strategies: readonly StrategyId[];
}) {
  const sets = byTestSet(results, strategies);
  if (sets.length === 0) return null;
  const trained = strategies.filter((id) => results.some(({ strategy }) => strategy === id));
  return (
    <section className="trials-table trials-other-tests">
      <h3>
        {experimentsText.otherTestsTitle} <span className="faint">{experimentsText.otherTestsUnit}</span>
      </h3>
      <WideTable className="trials-scroll" label={experimentsText.otherTestsTitle}>
        <table>
          <thead>
            <tr>
              <th scope="col">{experimentsText.testSet}</th>
              {trained.map((strategy) => (
                <th key={strategy} scope="col" className="number">
                  {experimentsText.labels[strategy]}
                </th>
              ))}
              <th scope="col" className="number">
                {experimentsText.teacherColumn}
              </th>
            </tr>
          </thead>
          <tbody>
            {sets.map(({ kind, cells, teacher }) => (
              <tr key={kind}>
                <th scope="row">{testSetsText.kinds[kind]}</th>
                {cells
                  .filter(({ strategy }) => trained.includes(strategy))
                  .map(({ strategy, share, gain }) => (
                    <td key={strategy} className="number tabular">
                      {shownPercent(share)}
                      <small data-beyond={gain?.beyondNoise ?? false}>{gain ? signed(gain.points.mean) : ''}</small>
                    </td>
                  ))}
                <td className="number tabular faint">{teacher === null ? '–' : (100 * teacher).toFixed(2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
      <p className="note">{experimentsText.otherTestsHelp}</p>
    </section>
  );
}
