import './runNumbers.css';
import { formatCount, formatDuration, NOTHING } from '../../sentences/numbers';
import { runControlsText } from '../../sentences/runControls';
import { useSession } from '../../state/session';

/** Step, epoch, images per second and time left. Each has a fixed width. */
export function RunNumbers() {
  const status = useSession((state) => state.status);
  const epochs = useSession((state) => state.running?.epochs ?? 0);
  const running = status.phase === 'running';
  const total = formatCount(status.totalSteps);
  return (
    <dl className="run-numbers tabular" aria-label={runControlsText.numbers}>
      <div className="run-number-step">
        <dd style={{ minWidth: `${2 * total.length + 1}ch` }}>
          <span data-testid="step">{formatCount(status.step)}</span>
          <span className="faint"> / {total}</span>
        </dd>
        <dt>{runControlsText.step}</dt>
      </div>
      <div className="run-number-epoch">
        <dd>
          <span data-testid="epoch">{status.epoch.toFixed(1)}</span>
          <span className="faint"> / {epochs}</span>
        </dd>
        <dt>{runControlsText.epoch}</dt>
      </div>
      <div className="run-number-speed">
        <dd data-testid="images-per-second">
          {running && status.imagesPerSecond > 0 ? formatCount(status.imagesPerSecond) : NOTHING}
        </dd>
        <dt>{runControlsText.imagesPerSecond}</dt>
      </div>
      <div className="run-number-left">
        <dd data-testid="time-left">{running ? formatDuration(status.secondsLeft) : NOTHING}</dd>
        <dt>{runControlsText.timeLeft}</dt>
      </div>
    </dl>
  );
}
