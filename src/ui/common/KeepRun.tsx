import { runsText } from '../../sentences/runs';
import { keepPresent } from '../../state/runs/runs';
import { useSession } from '../../state/session';

/** Saves the run in its current state. */
export function KeepRun() {
  const possible = useSession(({ startup, built, status }) => startup === 'ready' && built !== null && status.step > 0);
  return (
    <button type="button" disabled={!possible} title={runsText.keepTitle} onClick={() => void keepPresent()}>
      {runsText.keep}
    </button>
  );
}
