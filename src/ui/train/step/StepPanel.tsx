import './step.css';
import { useId } from 'react';
import { formatCount } from '../../../sentences/numbers';
import { stepText } from '../../../sentences/step';
import { useObservation } from '../../../state/observation';
import { useSession } from '../../../state/session';
import { StepStory } from './StepStory';

const NO_CLASSES: readonly string[] = [];

/** The latest step that the worker reported. */
export function StepPanel() {
  const headingId = useId();
  const now = useObservation((state) => state.now);
  const classes = useSession((state) => state.card?.classes ?? NO_CLASSES);
  const distillation = useSession((state) => state.running?.distillation ?? 'none');
  return (
    <section className="panel step-panel" aria-labelledby={headingId}>
      <div className="panel-head">
        <h2 id={headingId}>{stepText.heading}</h2>
        {now && <span className="faint tabular">{stepText.step(formatCount(now.step))}</span>}
      </div>
      {now ? (
        <StepStory now={now} classes={classes} distillation={distillation} />
      ) : (
        <p className="note step-empty">{stepText.empty}</p>
      )}
    </section>
  );
}
