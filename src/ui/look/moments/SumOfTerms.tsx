import { momentsText } from '../../../sentences/moments';
import { stepText } from '../../../sentences/step';
import { useSession } from '../../../state/session';
import type { StepSnapshot } from '../../../worker/protocol';
import { roundToSum } from '../../loss/roundToSum';
import { VOICE_CLASS } from '../../theme/colors';

/** The two weighted terms of a step and their sum, in digits that add up. */
export function SumOfTerms({ terms }: { terms: StepSnapshot['terms'] }) {
  const twice = useSession((state) => state.running?.distillation === 'label');
  const [first, second] = twice ? (['cls', 'dist'] as const) : (['label', 'teacher'] as const);
  const { total, parts, exact } = roundToSum(terms.total, [terms.labelTerm, terms.teacherTerm], 4);
  return (
    <p className="moment-sum tabular">
      <span className={`${VOICE_CLASS[first]} voice-text`}>
        {stepText.terms[first]} <strong>{parts[0]}</strong>
      </span>
      <span>+</span>
      <span className={`${VOICE_CLASS[second]} voice-text`}>
        {stepText.terms[second]} <strong>{parts[1]}</strong>
      </span>
      <span>{exact ? '=' : '≈'}</span>
      <span>
        {momentsText.total} <strong>{total}</strong>
      </span>
    </p>
  );
}
