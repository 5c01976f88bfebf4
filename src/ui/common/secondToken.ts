import type { Distillation } from '../../experiment/config';
import { type SecondTokenNames, tokensText } from '../../sentences/tokens';
import { useSession } from '../../state/session';
import type { Subject } from '../../worker/protocol';

/** The names of the second token, by what it learns. */
export function secondTokenOf(distillation: Distillation): SecondTokenNames {
  return distillation === 'label' ? tokensText.second : tokensText.distillation;
}

/** The names of the second token of the current student, or of an opened model, whose second token is a distillation token. */
export function useSecondToken(subject: Subject = 'student'): SecondTokenNames {
  const distillation = useSession((state) => state.running?.distillation ?? 'none');
  return secondTokenOf(subject === 'student' ? distillation : 'none');
}
