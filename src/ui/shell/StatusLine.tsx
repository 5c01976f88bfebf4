import { text } from '../../sentences/page';
import { useSession } from '../../state/session';

/** Under the numbers: the long task with its progress, else news, else what the run does. Its room is always kept. */
export function StatusLine() {
  const task = useSession((state) => state.task);
  const sentence = useSession((state) => {
    if (state.startup === 'starting') return state.slow ? text.slowStart : text.starting;
    if (state.startup === 'failed') return text.failed;
    return state.notice ?? text.phases[state.status.phase];
  });
  const slow = useSession((state) => state.slow && state.startup === 'starting');
  return (
    <div className="status-line">
      {/* The percentage is left out of the live region: a reader would never come to rest. */}
      <p role="status" className="note" title={sentence}>
        {task && !slow ? task.label : sentence}
      </p>
      {task && (
        <>
          <progress aria-label={task.label} {...(task.fraction === null ? {} : { value: task.fraction })} />
          <span className="tabular faint">{task.fraction === null ? '' : `${Math.floor(100 * task.fraction)} %`}</span>
          <button type="button" className="button-quiet" onClick={task.cancel}>
            {text.cancel}
          </button>
        </>
      )}
    </div>
  );
}
