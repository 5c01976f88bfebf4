import { text } from '../../sentences/page';
import { controller } from '../../state/runController';
import { useSession } from '../../state/session';
import type { RunPhase } from '../../worker/protocol';

/** Steps a second that can be chosen; null is as fast as it goes. */
const SPEEDS: readonly (number | null)[] = [1, 2, 5, 20, null];

/** Phases in which the worker has something else to do than to train. */
const BUSY: readonly RunPhase[] = [
  'preparing',
  'training-teacher',
  'measuring',
  'experimenting',
  'testing',
  'recovering',
];

/** Play or Pause, Step, Reset and speed. */
export function RunControls() {
  const ready = useSession((state) => state.startup === 'ready' && state.running !== null);
  const phase = useSession((state) => state.status.phase);
  const begun = useSession((state) => state.status.step > 0);
  const speed = useSession((state) => state.stepsPerSecond);
  const playing = phase === 'running';
  const busy = BUSY.includes(phase);
  const playTitle = phase === 'finished' ? text.playAgainTitle : text.playTitle;
  return (
    <div className="run-controls">
      <button
        type="button"
        className="button-primary play"
        disabled={!ready || busy}
        title={playing ? text.pauseTitle : playTitle}
        onClick={() => void controller.togglePlay()}
      >
        <svg viewBox="0 0 12 12" width="11" height="11" aria-hidden="true" fill="currentColor">
          {playing ? <path d="M1 0h3.5v12H1zM7.5 0H11v12H7.5z" /> : <path d="M1 0v12l11-6z" />}
        </svg>
        {playing ? text.pause : text.play}
      </button>
      <button
        type="button"
        disabled={!ready || busy || playing || phase === 'finished'}
        title={text.stepTitle}
        onClick={() => void controller.step()}
      >
        {text.stepOnce}
      </button>
      <button
        type="button"
        disabled={!ready || busy || (!begun && !playing)}
        title={text.resetTitle}
        onClick={() => void controller.reset()}
      >
        {text.reset}
      </button>
      <select
        aria-label={text.speed}
        value={String(speed)}
        onChange={(event) =>
          void controller.setSpeed(SPEEDS.find((option) => String(option) === event.target.value) ?? null)
        }
      >
        {SPEEDS.map((option) => (
          <option key={String(option)} value={String(option)}>
            {option === null ? text.fullSpeed : text.perSecond(option)}
          </option>
        ))}
      </select>
    </div>
  );
}
