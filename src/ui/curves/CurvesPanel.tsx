import { useId } from 'react';
import { curvesText } from '../../sentences/curves';
import { metricsSoFar, useHistory } from '../../state/history';
import { scrub, useMoments } from '../../state/moments';
import { useObservation } from '../../state/observation';
import { useSession } from '../../state/session';
import { useView } from '../../state/view';
import { CrosshairProvider } from '../plot/crosshair';
import { AccuracyChart } from './AccuracyChart';
import { LearningRateChart } from './LearningRateChart';
import { LossChart } from './LossChart';
import { SmoothingControl } from './SmoothingControl';
import { TeacherChart } from './TeacherChart';

/** All curves of the run, with their common smoothing, scale and crosshair. */
export function CurvesPanel() {
  const headingId = useId();
  // The columns are not React state; the version tells React that they changed.
  useHistory((state) => state.version);
  const metrics = metricsSoFar();
  const evaluations = useHistory((state) => state.evaluations);
  const teacherCurve = useObservation((state) => state.teacherCurve);
  const distillation = useSession((state) => state.running?.distillation ?? 'none');
  const distToken = useSession((state) => state.running?.distToken ?? true);
  const classes = useSession((state) => state.card?.classes.length ?? 0);
  const totalSteps = useSession((state) => state.built?.totalSteps ?? 0);
  const shipped = useSession((state) => state.built?.teacher?.testAccuracy ?? null);
  // Measured in this page on the same test images as the student; before the first test, the shipped number.
  const teacher = evaluations.at(-1)?.teacher ?? shipped;
  const view = useView();
  const past = useMoments((state) => state.moment?.attention.step ?? null);

  return (
    <section className="panel curves-panel" aria-labelledby={headingId}>
      <div className="panel-head">
        <h2 id={headingId}>{curvesText.curves}</h2>
        <SmoothingControl smoothing={view.smoothing} logAxis={view.logAxis} onChange={view.set} />
      </div>
      <CrosshairProvider at={past} onScrub={scrub}>
        <div className="curves">
          {teacherCurve.length > 0 && metrics.step.length === 0 ? (
            <TeacherChart points={teacherCurve} smoothing={view.smoothing} logAxis={view.logAxis} />
          ) : (
            <LossChart
              metrics={metrics}
              totalSteps={totalSteps}
              smoothing={view.smoothing}
              logAxis={view.logAxis}
              distillation={distillation}
            />
          )}
          <AccuracyChart
            evaluations={evaluations}
            lastStep={metrics.step.at(-1) ?? 0}
            totalSteps={totalSteps}
            classes={classes}
            distToken={distToken}
            inference={view.inference}
            teacher={teacher}
          />
          <LearningRateChart metrics={metrics} totalSteps={totalSteps} />
        </div>
      </CrosshairProvider>
      {teacherCurve.length > 0 && metrics.step.length > 0 && (
        <details>
          <summary className="note">{curvesText.teacherTrained}</summary>
          <TeacherChart points={teacherCurve} smoothing={view.smoothing} logAxis={view.logAxis} />
        </details>
      )}
    </section>
  );
}
