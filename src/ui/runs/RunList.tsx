import { runsText } from '../../sentences/runs';
import { MAX_COMPARED, useRuns } from '../../state/runs/list';
import type { RunSummary } from '../../worker/protocol';
import { RunRow } from './RunRow';

const COLUMNS = [
  [runsText.name, ''],
  [runsText.dataset, ''],
  [runsText.strategy, ''],
  [runsText.step, 'number'],
  [runsText.cls, 'number'],
  [runsText.dist, 'number'],
  [runsText.both, 'number'],
  [runsText.duration, 'number'],
  [runsText.date, ''],
] as const;

/** One row for each run, the latest first. */
export function RunList({ runs }: { runs: readonly RunSummary[] }) {
  const chosen = useRuns((state) => state.chosen);
  const full = chosen.length >= MAX_COMPARED;
  return (
    <div className="runs-list">
      <table aria-label={runsText.list}>
        <thead>
          <tr>
            <th scope="col">{runsText.compare}</th>
            {COLUMNS.map(([name, className]) => (
              <th key={name} scope="col" className={className}>
                {name}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">{runsText.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} place={chosen.indexOf(run.id)} full={full} />
          ))}
        </tbody>
      </table>
      {full && <p className="note">{runsText.full(MAX_COMPARED)}</p>}
    </div>
  );
}
