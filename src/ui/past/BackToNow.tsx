import './past.css';
import { scrub } from '../../state/moments';
import { formatStep } from '../charts/format';
import { focusOn } from '../layout/focusOn';
import { pastText } from './text';

/** Says that what is shown is of an earlier step, and leads back. */
export function BackToNow({ step }: { step: number }) {
  return (
    <span className="back-to-now tabular">
      <span role="status">{pastText.at(formatStep(step))}</span>
      <button
        type="button"
        title={pastText.nowTitle}
        onClick={() => {
          focusOn('main');
          scrub(null);
        }}
      >
        {pastText.now}
      </button>
    </span>
  );
}
