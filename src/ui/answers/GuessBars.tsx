import './answers.css';
import { topGuesses } from '../../experiment/loss/fusion';
import { answersText } from '../../sentences/answers';
import { VOICE_CLASS, type Voice } from '../theme/colors';

export interface GuessBarsProps {
  voice: Voice;
  title: string;
  /** A condition of the numbers, such as their temperature. */
  qualifier?: string;
  /** One short remark under the title. */
  remark: string;
  probabilities: readonly number[];
  classes: readonly string[];
  /** One label, two for a mixed picture, or none if unknown. */
  trueLabels: readonly number[];
  count?: number;
}

/** The most probable classes of one voice as bars, with a tick at the true label. */
export function GuessBars({
  voice,
  title,
  qualifier,
  remark,
  probabilities,
  classes,
  trueLabels,
  count = 3,
}: GuessBarsProps) {
  return (
    <div className={`guesses ${VOICE_CLASS[voice]}`}>
      <h3 className="voice-text">
        {title} {qualifier && <span className="faint">{qualifier}</span>}
      </h3>
      <p className="faint">{remark}</p>
      <ol>
        {topGuesses(probabilities, count).map(({ label, probability }) => (
          <li key={label}>
            <span className="guess-name">
              {classes[label] ?? label}
              {trueLabels.includes(label) && <TrueMark />}
            </span>
            <ProbabilityBar probability={probability} />
          </li>
        ))}
      </ol>
    </div>
  );
}

export function TrueMark() {
  return (
    <span className="true-mark" role="img" aria-label={answersText.isTrue} title={answersText.isTrue}>
      ✓
    </span>
  );
}

export function ProbabilityBar({ probability }: { probability: number }) {
  return (
    <>
      <span className="guess-bar">
        <span style={{ width: `${100 * probability}%` }} />
      </span>
      <span className="guess-share tabular">{Math.round(100 * probability)} %</span>
    </>
  );
}
