import './backToNow.css';
import { formatCount } from '../../sentences/numbers';
import { pastText } from '../../sentences/past';
import { scrub } from '../../state/moments';
import { focusOn } from '../common/focus';

/** Says that the panel shows an earlier step, with a button to return to the current one. */
export function BackToNow({ step }: { step: number }) {
  return (
    <span className="back-to-now tabular">
      <span role="status">{pastText.at(formatCount(step))}</span>
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
