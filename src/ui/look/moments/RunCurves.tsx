import { metricsSoFar, useHistory } from '../../../state/history';
import { scrub } from '../../../state/moments';
import { useSession } from '../../../state/session';
import { useView } from '../../../state/view';
import { LossChart } from '../../curves/LossChart';
import { CrosshairProvider } from '../../plot/crosshair';
import { CosineCurve } from './CosineCurve';

/** The run as curves; dragging their cursor goes back in it. @param past the step gone back to, if any */
export function RunCurves({ past }: { past: number | null }) {
  // The columns live outside of React; the version brings them back here when they have changed.
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
