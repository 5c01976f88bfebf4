import { runsText as text } from '../../sentences/runs';
import { MAX_COMPARED, useRuns } from '../../state/runs/list';
import type { RunSummary } from '../../worker/protocol';
import { RunRow } from './RunRow';

const COLUMNS = [
  [text.name, ''],
  [text.dataset, ''],
  [text.strategy, ''],
  [text.step, 'number'],
  [text.cls, 'number'],
  [text.dist, 'number'],
  [text.both, 'number'],
  [text.duration, 'number'],
  [text.date, ''],
] as const;

/** One row a run, the latest first. */
export function RunList({ runs }: { runs: readonly RunSummary[] }) {
  const chosen = useRuns((state) => state.chosen);
  const full = chosen.length >= MAX_COMPARED;
  return (
    <div className="runs-list">
      <table aria-label={text.list}>
        <thead>
          <tr>
            <th scope="col">{text.compare}</th>
            {COLUMNS.map(([name, className]) => (
              <th key={name} scope="col" className={className}>
                {name}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">{text.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} place={chosen.indexOf(run.id)} full={full} />
          ))}
        </tbody>
      </table>
      {full && <p className="note">{text.full(MAX_COMPARED)}</p>}
    </div>
  );
}
