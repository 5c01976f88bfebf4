import { answersText } from '../../sentences/answers';
import { useHistory } from '../../state/history';

/** How much it matters whether logits or softmax outputs are put together: at the latest test. */
export function FusionFlips() {
  const latest = useHistory((state) => state.evaluations.at(-1));
  return (
    <p className="note faint">{latest ? answersText.flips(latest.fusionFlips, latest.images) : answersText.noFlips}</p>
  );
}
