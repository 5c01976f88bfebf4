import './now.css';
import { useId } from 'react';
import { nowText } from '../../../sentences/step';
import { useObservation } from '../../../state/observation';
import { useSession } from '../../../state/session';
import { formatStep } from '../../plot/format';
import { NowStory } from './NowStory';

const NO_CLASSES: readonly string[] = [];

/** What is happening now, as told by the worker. */
export function NowPanel() {
  const headingId = useId();
  const now = useObservation((state) => state.now);
  const classes = useSession((state) => state.card?.classes ?? NO_CLASSES);
  const distillation = useSession((state) => state.running?.distillation ?? 'none');
  return (
    <section className="panel now-panel" aria-labelledby={headingId}>
      <div className="panel-head">
        <h2 id={headingId}>{nowText.heading}</h2>
        {now && (
          <span className="faint tabular">
            {nowText.step} {formatStep(now.step)}
          </span>
        )}
      </div>
      {now ? (
        <NowStory now={now} classes={classes} distillation={distillation} />
      ) : (
        <p className="note now-empty">{nowText.empty}</p>
      )}
    </section>
  );
}
