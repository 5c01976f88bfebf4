import { text } from '../../sentences/page';
import { useSession } from '../../state/session';
import { formatCount, formatDuration } from '../common/format';

/** Step, epoch, images a second and time left, each in its own fixed width. */
export function RunNumbers() {
  const status = useSession((state) => state.status);
  const epochs = useSession((state) => state.running?.epochs ?? 0);
  const running = status.phase === 'running';
  const total = formatCount(status.totalSteps);
  return (
    <dl className="run-numbers tabular" aria-label={text.numbers}>
      <div className="run-number-step">
        <dd style={{ minWidth: `${2 * total.length + 1}ch` }}>
          <span data-testid="step">{formatCount(status.step)}</span>
          <span className="faint"> / {total}</span>
        </dd>
        <dt>{text.step}</dt>
      </div>
      <div className="run-number-epoch">
        <dd>
          <span data-testid="epoch">{status.epoch.toFixed(1)}</span>
          <span className="faint"> / {epochs}</span>
        </dd>
        <dt>{text.epoch}</dt>
      </div>
      <div className="run-number-speed">
        <dd data-testid="images-per-second">
          {running && status.imagesPerSecond > 0 ? formatCount(status.imagesPerSecond) : text.nothing}
        </dd>
        <dt>{text.imagesPerSecond}</dt>
      </div>
      <div className="run-number-left">
        <dd data-testid="time-left">{running ? formatDuration(status.secondsLeft) : text.nothing}</dd>
        <dt>{text.timeLeft}</dt>
      </div>
    </dl>
  );
}
