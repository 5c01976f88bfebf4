import type { Distillation } from '../../experiment/config';
import { type SecondToken, tokensText } from '../../sentences/tokens';
import { useSession } from '../../state/session';
import type { Subject } from '../../worker/protocol';

/** Names of the token that stands beside the class token. */
export function secondTokenOf(distillation: Distillation): SecondToken {
  return distillation === 'label' ? tokensText.second : tokensText.distillation;
}

/** The same of the student that runs; what an opened model's second token learned is what its layout says. */
export function useSecondToken(subject: Subject = 'student'): SecondToken {
  const distillation = useSession((state) => state.running?.distillation ?? 'none');
  return secondTokenOf(subject === 'student' ? distillation : 'none');
}
