import { useSession } from '../../../state/session';
import type { Now } from '../../../worker/protocol';
import { roundToSum } from '../../now/roundToSum';
import { nowText } from '../../now/text';
import { VOICE_CLASS } from '../../theme/colors';
import { momentsText } from './text';

/** The two weighted terms of a step and their sum, in digits that add up. */
export function SumOfTerms({ terms }: { terms: Now['terms'] }) {
  const twice = useSession((state) => state.running?.distillation === 'label');
  const [first, second] = twice ? (['cls', 'dist'] as const) : (['label', 'teacher'] as const);
  const { total, parts, exact } = roundToSum(terms.total, [terms.labelTerm, terms.teacherTerm], 4);
  return (
    <p className="moment-sum tabular">
      <span className={`${VOICE_CLASS[first]} voice-text`}>
        {nowText.terms[first]} <strong>{parts[0]}</strong>
      </span>
      <span>+</span>
      <span className={`${VOICE_CLASS[second]} voice-text`}>
        {nowText.terms[second]} <strong>{parts[1]}</strong>
      </span>
      <span>{exact ? '=' : '≈'}</span>
      <span>
        {momentsText.total} <strong>{total}</strong>
      </span>
    </p>
  );
}
