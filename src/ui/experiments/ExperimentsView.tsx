import './experiments.css';
import { useEffect, useId } from 'react';
import { trialsOf } from '../../experiment/trials/trials';
import { experimentsText } from '../../sentences/experiments';
import { formatDuration } from '../../sentences/numbers';
import { useSession } from '../../state/session';
import { exportTrials, goOn, pauseTrials, recallTrials, startTrials, useTrials } from '../../state/trials/trials';
import { ProgressBar } from '../common/ProgressBar';
import { download, fileName } from '../plot/download';
import { AvailableTrials } from './AvailableTrials';
import { CostPanel } from './cost/CostPanel';
import { PlanForm } from './PlanForm';
import { TrialsReport } from './TrialsReport';

/** Matched trials: the plan, the training, and the results. */
export function ExperimentsView() {
  const headingId = useId();
  const ready = useSession((state) => state.startup === 'ready' && state.running !== null);
  const { shown, running } = useTrials();
  useEffect(() => void recallTrials(), []);
  return (
    <section className="panel experiments" aria-labelledby={headingId}>
      <div className="panel-head">
        <h2 id={headingId}>{experimentsText.heading}</h2>
      </div>
      <p className="experiments-intro">{experimentsText.intro}</p>
      <div className="experiments-choose">
        <PlanForm disabled={!ready || running} onStart={(plan) => void startTrials(plan)} />
        <AvailableTrials />
      </div>
      {shown && (
        <>
          <Progress />
          {shown.results.length > 0 && <TrialsReport key={shown.plan.name} shown={shown} />}
        </>
      )}
      <CostPanel />
    </section>
  );
}

function Progress() {
  const { shown, ownId, running, current, secondsLeft } = useTrials();
  const ready = useSession((state) => state.startup === 'ready' && state.running !== null);
  if (!shown) return null;
  const all = trialsOf(shown.plan).length;
  const done = shown.results.length;
  const share = Math.min(1, (done + (current?.fraction ?? 0)) / all);
  const unfinished = ownId !== null && done < all;
  return (
    <div className="trials-progress">
      <h3>{shown.plan.name}</h3>
      {unfinished && <ProgressBar label={experimentsText.progress(done, all)} fraction={share} />}
      <p className="note tabular">
        <span role="status">{experimentsText.progress(done, all)}</span>
        {running && secondsLeft !== null ? ` · ${experimentsText.left(formatDuration(secondsLeft))}` : ''}
      </p>
      {current && (
        <p className="note tabular">
          {experimentsText.underWay(experimentsText.labels[current.trial.strategy], current.trial.seed, current.label)}
        </p>
      )}
      <div className="trials-actions">
        {running && (
          <button type="button" onClick={pauseTrials}>
            {experimentsText.pause}
          </button>
        )}
        {!running && unfinished && (
          <button type="button" className="button-primary" disabled={!ready} onClick={() => void goOn()}>
            {experimentsText.continue}
          </button>
        )}
        {done > 0 && (
          <button
            type="button"
            onClick={() =>
              download(new Blob([exportTrials()], { type: 'application/json' }), fileName(shown.plan.name, 'json'))
            }
          >
            {experimentsText.save}
          </button>
        )}
      </div>
    </div>
  );
}
