import { experimentsText } from '../../sentences/experiments';
import { deleteKept, importTrials, openKept, openRecording, useTrials } from '../../state/trials/trials';
import { FilePicker } from '../common/FilePicker';
import { focusOn } from '../common/focus';

/** Trials that can be opened: those shipped with the page, and those saved in this browser. */
export function AvailableTrials() {
  const { kept, recordings, ownId, running } = useTrials();
  return (
    <section className="trials-lists" aria-label={experimentsText.lists}>
      {recordings.length > 0 && (
        <div>
          <h3>
            {experimentsText.recorded} <span className="faint">{experimentsText.recordedHelp}</span>
          </h3>
          <ul>
            {recordings.map((recording) => (
              <li key={recording.file}>
                <button
                  type="button"
                  className="button-quiet"
                  disabled={running}
                  onClick={() => void openRecording(recording)}
                >
                  {recording.name}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div>
        <h3>{experimentsText.kept}</h3>
        {kept.length === 0 && <p className="note">{experimentsText.none}</p>}
        <ul>
          {kept.map(({ id, name, done, all, stored }) => (
            <li key={id}>
              <button
                type="button"
                className="button-quiet"
                disabled={running}
                aria-current={id === ownId}
                onClick={() => void openKept(id)}
              >
                {name}
              </button>
              <span className="faint tabular">{experimentsText.doneOf(done, all)}</span>
              {!stored && <span className="note">{experimentsText.unstored}</span>}
              <button
                type="button"
                className="button-quiet"
                disabled={running && id === ownId}
                aria-label={experimentsText.delete(name)}
                onClick={() => {
                  focusOn('main');
                  void deleteKept(id);
                }}
              >
                {experimentsText.deleteShort}
              </button>
            </li>
          ))}
        </ul>
        <FilePicker
          label={experimentsText.open}
          accept=".json,application/json"
          disabled={running}
          onPick={([chosen]) => chosen && void importTrials(chosen)}
        />
      </div>
    </section>
  );
}
