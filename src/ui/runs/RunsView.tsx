import './runs.css';
import { useEffect, useId } from 'react';
import { problemOf } from '../../experiment/problem';
import { formatBytes } from '../../sentences/numbers';
import { runsText } from '../../sentences/runs';
import { report } from '../../state/runState';
import { useRuns } from '../../state/runs/list';
import { bringBackRun, importRuns, recallRuns } from '../../state/runs/runs';
import { DropZone } from '../common/DropZone';
import { FilePicker } from '../common/FilePicker';
import { droppedFiles, pickedFiles } from '../common/files';
import { focusOnAppear } from '../common/focus';
import { KeepRun } from '../common/KeepRun';
import { Comparison } from './Comparison';
import { RunList } from './RunList';

/** The runs that this browser saved: to list, compare, open, export and import. */
export function RunsView() {
  const headingId = useId();
  const { runs, deleted } = useRuns();
  useEffect(() => void recallRuns(), []);
  const bytes = (runs ?? []).reduce((sum, run) => sum + run.bytes, 0);
  return (
    <section className="panel runs" aria-labelledby={headingId}>
      <div className="panel-head">
        <h2 id={headingId}>{runsText.heading}</h2>
        <span className="faint tabular">
          {runs && runs.length > 0 && runsText.summary(runs.length, formatBytes(bytes))}
        </span>
        <KeepRun />
      </div>
      <p className="runs-intro note">{runsText.intro}</p>
      <div className="runs-news">
        <p className="note" role="status">
          {deleted !== null && runsText.deleted(deleted)}
        </p>
        {deleted !== null && (
          // The focused button disappeared with the run, so this one takes the focus.
          <button key={deleted} ref={focusOnAppear} type="button" onClick={() => void bringBackRun()}>
            {runsText.undo}
          </button>
        )}
      </div>
      {runs === null && <p className="note">{runsText.loading}</p>}
      {runs?.length === 0 && <p className="runs-none">{runsText.none}</p>}
      {runs && runs.length > 0 && <RunList runs={runs} />}
      <Import />
      <Comparison />
    </section>
  );
}

/** Imports run files that the user chooses or drops. */
function Import() {
  return (
    <DropZone
      legend={runsText.importLabel}
      className="runs-import"
      onDrop={(transfer) => void droppedFiles(transfer).then(importRuns, (error: unknown) => report(problemOf(error)))}
    >
      <p className="note">{runsText.drop}</p>
      <FilePicker
        label={runsText.import}
        multiple
        accept=".safetensors"
        onPick={(list) => void importRuns(pickedFiles(list))}
      />
    </DropZone>
  );
}
