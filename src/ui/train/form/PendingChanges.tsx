import './pendingChanges.css';
import { formText } from '../../../sentences/form';
import { useExperiment } from '../../../state/experiment';
import { controller } from '../../../state/runController';
import { pendingChanges } from '../../../state/runState';
import { useSession } from '../../../state/session';
import { focusOn } from '../../common/focus';

/** Changes in the form that would end the current run, and so wait for the user to apply them. */
export function PendingChanges() {
  const config = useExperiment((state) => state.config);
  const running = useSession((state) => state.running);
  const begun = useSession((state) => state.status.step > 0 || state.status.phase === 'training-teacher');
  const failed = useSession((state) => state.startup === 'failed' && state.backend !== null);
  if (!running) {
    if (!failed) return null;
    return (
      <div className="pending notice">
        <p>{formText.notBuilt}</p>
        <button type="button" onClick={() => void controller.apply()}>
          {formText.build}
        </button>
      </div>
    );
  }
  const changes = pendingChanges(running, config);
  if (changes.length === 0 || !begun) return null;
  return (
    <section className="pending notice" aria-label={formText.pendingHeading}>
      <h3>{formText.pendingHeading}</h3>
      <ul>
        {changes.map(({ field, from, to }) => (
          <li key={field.key}>
            {field.label}: {from} <span aria-hidden="true">{formText.arrow}</span>
            <span className="visually-hidden">{formText.becomes}</span> <strong>{to}</strong>
          </li>
        ))}
      </ul>
      <p className="faint">{formText.applyHint}</p>
      <div className="pending-actions">
        <button
          type="button"
          className="button-primary"
          onClick={() => {
            focusOn('experiment-heading');
            void controller.apply();
          }}
        >
          {formText.apply}
        </button>
        <button
          type="button"
          onClick={() => {
            focusOn('experiment-heading');
            controller.discard();
          }}
        >
          {formText.discard}
        </button>
      </div>
    </section>
  );
}
