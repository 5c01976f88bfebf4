import { run } from '../../state/run';
import { AttentionPanel } from '../attention/AttentionPanel';

/** One picture, and what a model's tokens see in it. */
export function LookView() {
  return <AttentionPanel onChooseProbes={(indices) => void run.chooseProbes(indices)} />;
}
