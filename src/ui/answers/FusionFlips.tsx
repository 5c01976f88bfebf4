import { answersText } from '../../sentences/answers';
import { useHistory } from '../../state/history';

/** How often the two ways of combining both heads disagreed in the latest test. */
export function FusionFlips() {
  const latest = useHistory((state) => state.evaluations.at(-1));
  return (
    <p className="note faint">{latest ? answersText.flips(latest.fusionFlips, latest.images) : answersText.noFlips}</p>
  );
}
