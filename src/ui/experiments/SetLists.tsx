import { useRef } from 'react';
import { experimentsText } from '../../sentences/experiments';
import { deleteKept, importTrials, openKept, openRecording, useTrials } from '../../state/trials/trials';
import { focusOn } from '../common/focus';

/** Trials that can be opened: those that come with the page, and those of this browser. */
export function SetLists() {
  const { kept, recordings, ownId, running } = useTrials();
  const file = useRef<HTMLInputElement>(null);
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
        <button type="button" disabled={running} onClick={() => file.current?.click()}>
          {experimentsText.open}
        </button>
        <input
          ref={file}
          type="file"
          hidden
          accept=".json,application/json"
          aria-label={experimentsText.fileLabel}
          onChange={({ target }) => {
            const [chosen] = target.files ?? [];
            if (chosen) void importTrials(chosen);
            target.value = '';
          }}
        />
      </div>
    </section>
  );
}
