import './statusLine.css';
import { pageText } from '../../sentences/page';
import { useSession } from '../../state/session';
import { ProgressBar } from '../common/ProgressBar';

/** A long task with its progress, or else the latest news, or else the phase of the run. Its height never changes. */
export function StatusLine() {
  const task = useSession((state) => state.task);
  const sentence = useSession((state) => {
    if (state.startup === 'starting') return state.slow ? pageText.slowStart : pageText.starting;
    if (state.startup === 'failed') return pageText.failed;
    return state.notice ?? pageText.phases[state.status.phase];
  });
  const slow = useSession((state) => state.slow && state.startup === 'starting');
  return (
    <div className="status-line">
      {/* The percentage stays outside the live region. Otherwise a screen reader would speak without a pause. */}
      <p role="status" className="note" title={sentence}>
        {task && !slow ? task.label : sentence}
      </p>
      {task && (
        <>
          <ProgressBar label={task.label} fraction={task.fraction} />
          <span className="tabular faint">{task.fraction === null ? '' : `${Math.floor(100 * task.fraction)} %`}</span>
          <button type="button" className="button-quiet" onClick={task.cancel}>
            {pageText.cancel}
          </button>
        </>
      )}
    </div>
  );
}
