import { metricsSoFar, useHistory } from '../../../state/history';
import { scrub } from '../../../state/moments';
import { useSession } from '../../../state/session';
import { useView } from '../../../state/view';
import { LossChart } from '../../curves/LossChart';
import { CrosshairProvider } from '../../plot/crosshair';
import { CosineCurve } from './CosineCurve';

/** The curves of the run; dragging their crosshair goes back in time. @param past the step that the page went back to, if any */
export function RunCurves({ past }: { past: number | null }) {
  // The columns are not React state; the version tells React that they changed.
  useHistory((state) => state.version);
  const two = useHistory((state) => state.tokens.some(({ cosine }) => cosine !== null));
  const distillation = useSession((state) => state.running?.distillation ?? 'none');
  const totalSteps = useSession((state) => state.built?.totalSteps ?? 0);
  const { smoothing, logAxis } = useView();
  return (
    <CrosshairProvider at={past} onScrub={scrub}>
      <LossChart
        metrics={metricsSoFar()}
        totalSteps={totalSteps}
        smoothing={smoothing}
        logAxis={logAxis}
        distillation={distillation}
      />
      {two && <CosineCurve />}
    </CrosshairProvider>
  );
}
