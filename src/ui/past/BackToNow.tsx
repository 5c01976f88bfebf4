import './backToNow.css';
import { pastText } from '../../sentences/past';
import { scrub } from '../../state/moments';
import { focusOn } from '../common/focus';
import { formatStep } from '../plot/format';

/** Says that the panel shows an earlier step, with a button to return to the current one. */
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
