import './runControls.css';
import { runControlsText } from '../../sentences/runControls';
import { controller } from '../../state/runController';
import { useSession } from '../../state/session';
import type { RunPhase } from '../../worker/protocol';

/** Speeds in steps per second; null is full speed. */
const SPEEDS: readonly (number | null)[] = [1, 2, 5, 20, null];

/** Phases in which the worker does something other than train. */
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
  const started = useSession((state) => state.status.step > 0);
  const speed = useSession((state) => state.stepsPerSecond);
  const playing = phase === 'running';
  const busy = BUSY.includes(phase);
  const playTitle = phase === 'finished' ? runControlsText.playAgainTitle : runControlsText.playTitle;
  return (
    <div className="run-controls">
      <button
        type="button"
        className="button-primary play"
        disabled={!ready || busy}
        title={playing ? runControlsText.pauseTitle : playTitle}
        onClick={() => void controller.togglePlay()}
      >
        <svg viewBox="0 0 12 12" width="11" height="11" aria-hidden="true" fill="currentColor">
          {playing ? <path d="M1 0h3.5v12H1zM7.5 0H11v12H7.5z" /> : <path d="M1 0v12l11-6z" />}
        </svg>
        {playing ? runControlsText.pause : runControlsText.play}
      </button>
      <button
        type="button"
        disabled={!ready || busy || playing || phase === 'finished'}
        title={runControlsText.stepTitle}
        onClick={() => void controller.step()}
      >
        {runControlsText.stepOnce}
      </button>
      <button
        type="button"
        disabled={!ready || busy || (!started && !playing)}
        title={runControlsText.resetTitle}
        onClick={() => void controller.reset()}
      >
        {runControlsText.reset}
      </button>
      <select
        aria-label={runControlsText.speed}
        value={String(speed)}
        onChange={(event) =>
          void controller.setSpeed(SPEEDS.find((option) => String(option) === event.target.value) ?? null)
        }
      >
        {SPEEDS.map((option) => (
          <option key={String(option)} value={String(option)}>
            {option === null ? runControlsText.fullSpeed : runControlsText.perSecond(option)}
          </option>
        ))}
      </select>
    </div>
  );
}
