import { lookText } from '../../sentences/look';
import { useLook } from '../../state/look';
import { useSecondToken } from '../common/secondToken';

/** What the tokens of the model that is looked into are called, and what lies between them. */
export function useTokenNames() {
  const subject = useLook((state) => state.inspection?.subject ?? state.subject);
  const second = useSecondToken(subject);
  return { ...lookText.tokens, dist: second.token, shortDist: second.short };
}
