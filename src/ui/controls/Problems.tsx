import { dismiss } from '../../state/runState';
import { useSession } from '../../state/session';
import { text } from '../text';

/** The latest problem: what happened, what was kept, what to do. Earlier ones come back when it is dismissed. */
export function Problems() {
  const problems = useSession((state) => state.problems);
  const problem = problems.at(-1);
  return (
    <div role="alert" aria-label={text.problems} className="problems">
      {problem && (
        <div className="notice notice-bad" data-kind={problem.kind}>
          <p>
            <strong>{problem.message}</strong> {problem.kept} {problem.remedy}
          </p>
          {problems.length > 1 && <span className="faint">{text.moreProblems(problems.length - 1)}</span>}
          <button type="button" className="button-quiet" onClick={() => dismiss(problem)}>
            {text.dismiss}
          </button>
        </div>
      )}
    </div>
  );
}
