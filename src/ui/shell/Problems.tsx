import './problems.css';
import { pageText } from '../../sentences/page';
import { dismiss } from '../../state/runState';
import { useSession } from '../../state/session';
import type { Problem } from '../../worker/protocol';
import { focusOn } from '../common/focus';
import { Prose } from '../common/Prose';

const NONE: readonly Problem[] = [];

interface ProblemsProps {
  /** Problems to leave out. */
  except?: readonly Problem[];
}

/** The latest problem: what happened, what was saved, what to do. Dismissing it shows the one before. */
export function Problems({ except = NONE }: ProblemsProps) {
  const all = useSession((state) => state.problems);
  const problems = all.filter((problem) => !except.includes(problem));
  const problem = problems.at(-1);
  return (
    <div role="alert" aria-label={pageText.problems} className="problems">
      {problem && (
        <div className="notice notice-bad" data-kind={problem.kind}>
          <p>
            <strong>
              <Prose>{problem.message}</Prose>
            </strong>{' '}
            {problem.kept} <Prose>{problem.remedy ?? ''}</Prose>
          </p>
          {problems.length > 1 && <span className="faint">{pageText.moreProblems(problems.length - 1)}</span>}
          <button
            type="button"
            className="button-quiet"
            onClick={() => {
              dismiss(problem);
              if (problems.length === 1) focusOn('main');
            }}
          >
            {pageText.dismiss}
          </button>
        </div>
      )}
    </div>
  );
}
