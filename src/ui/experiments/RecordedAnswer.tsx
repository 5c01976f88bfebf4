import { useEffect, useState } from 'react';
import { experimentsText } from '../../sentences/experiments';
import { fetchRecording, type Recording } from '../../state/trials/recordings';
import { openRecording, useTrials } from '../../state/trials/trials';
import { answerOf } from './verdictOf';

/** The answer to a scenario's question, computed from the trials that are shipped with the page. */
export function RecordedAnswer({ plan }: { plan: string }) {
  const recording = useTrials(({ recordings }) => recordings.find(({ name }) => name === plan));
  return recording ? <Answer key={recording.file} recording={recording} /> : null;
}

function Answer({ recording }: { recording: Recording }) {
  const running = useTrials((state) => state.running);
  const [answer, setAnswer] = useState<readonly string[]>([]);
  useEffect(() => {
    let here = true;
    // The error appears when the user opens the recording.
    fetchRecording(recording).then(
      (recorded) => here && setAnswer(answerOf(recorded)),
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [recording]);
  return (
    <div className="trials-recorded note">
      <p>
        {experimentsText.recordedAnswer} {answer.length === 1 && answer[0]}
      </p>
      {answer.length > 1 && (
        <ul>
          {answer.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <button type="button" disabled={running} onClick={() => void openRecording(recording)}>
        {experimentsText.openRecording}
      </button>
    </div>
  );
}
