import './answers.css';
import type { Inference } from '../../experiment/config';
import { availableInference } from '../../experiment/loss/fusion';
import { answersText } from '../../sentences/answers';
import type { Subject } from '../../worker/protocol';
import { Segmented } from '../common/Segmented';
import { useSecondToken } from '../common/secondToken';
import { VOICE_CLASS, type Voice } from '../theme/colors';

export interface InferenceSwitchProps {
  inference: Inference;
  /** Without a distillation token, only the class head answers. */
  distToken: boolean;
  /** Whose answer is chosen. */
  subject?: Subject;
  onChange(inference: Inference): void;
}

const MODES: readonly { inference: Inference; voice: Voice }[] = [
  { inference: 'cls', voice: 'cls' },
  { inference: 'dist', voice: 'dist' },
  { inference: 'both-logits', voice: 'both' },
  { inference: 'both-softmax', voice: 'both' },
];

/** Chooses how the answers of both heads are combined. It acts at once everywhere, because the page has the outputs of both heads. */
export function InferenceSwitch({ inference, distToken, subject = 'student', onChange }: InferenceSwitchProps) {
  const second = useSecondToken(subject);
  const modes = { ...answersText.modes, dist: { short: second.head, long: second.alone } };
  const read = availableInference(inference, distToken);
  return (
    <fieldset className="inference" title={distToken ? answersText.inferenceHelp : answersText.noDist}>
      <legend className="note">{answersText.inference}</legend>
      <Segmented
        options={MODES.map(({ inference: value, voice }) => ({
          value,
          label: modes[value].short,
          title: modes[value].long,
          className: VOICE_CLASS[voice],
          disabled: !distToken && value !== 'cls',
        }))}
        value={read}
        onChange={onChange}
      />
      <p className="note faint">{distToken ? modes[read].long : answersText.noDist}</p>
    </fieldset>
  );
}
