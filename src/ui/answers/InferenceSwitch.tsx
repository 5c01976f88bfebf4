import './answers.css';
import { useId } from 'react';
import type { Inference } from '../../experiment/config';
import { availableInference } from '../../experiment/loss/fusion';
import { answersText } from '../../sentences/answers';
import type { Subject } from '../../worker/protocol';
import { useSecondToken } from '../common/secondToken';
import { VOICE_CLASS, type Voice } from '../theme/colors';

export interface InferenceSwitchProps {
  inference: Inference;
  /** Without a distillation token only the class head can be read. */
  distToken: boolean;
  /** Who is read. */
  subject?: Subject;
  onChange(inference: Inference): void;
}

const MODES: readonly { inference: Inference; voice: Voice }[] = [
  { inference: 'cls', voice: 'cls' },
  { inference: 'dist', voice: 'dist' },
  { inference: 'both-logits', voice: 'both' },
  { inference: 'both-softmax', voice: 'both' },
];

/** By which head the student is read. Takes effect at once everywhere, since both heads' outputs are kept. */
export function InferenceSwitch({ inference, distToken, subject = 'student', onChange }: InferenceSwitchProps) {
  const name = useId();
  const second = useSecondToken(subject);
  const modes = { ...answersText.modes, dist: { short: second.head, long: second.alone } };
  const read = availableInference(inference, distToken);
  return (
    <fieldset className="inference" title={distToken ? answersText.inferenceHelp : answersText.noDist}>
      <legend className="note">{answersText.inference}</legend>
      <div className="segmented">
        {MODES.map((mode) => (
          <label key={mode.inference} className={VOICE_CLASS[mode.voice]} title={modes[mode.inference].long}>
            <input
              type="radio"
              name={name}
              checked={read === mode.inference}
              disabled={!distToken && mode.inference !== 'cls'}
              onChange={() => onChange(mode.inference)}
            />
            {modes[mode.inference].short}
          </label>
        ))}
      </div>
      <p className="note faint">{distToken ? modes[read].long : answersText.noDist}</p>
    </fieldset>
  );
}
