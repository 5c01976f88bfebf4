import './fineTune.css';
import type { Inference } from '../../engine/spec/experiment';
import { useHistory } from '../../state/history';
import { useSession } from '../../state/session';
import type { Evaluation } from '../../worker/protocol';
import { formatCount, formatLarge } from '../format';
import { useSecondToken } from '../tokens/second';
import { fineTuneText as text } from './text';

/** A fine-tuned student beside what it comes from: accuracy, tokens, cost. Nothing where it began with fresh weights. */
export function FineTuned() {
  const built = useSession((state) => state.built);
  const running = useSession((state) => state.running);
  const evaluation = useHistory((state) => state.evaluations.at(-1));
  const second = useSecondToken();
  if (!built?.before || !running) return null;
  const { before } = built;
  const heads: { inference: Inference; name: string }[] = [
    { inference: 'cls', name: text.heads.cls },
    ...(running.distToken
      ? [
          { inference: 'dist' as const, name: second.head },
          { inference: 'both-logits' as const, name: text.heads.both },
        ]
      : []),
  ];
  const rows = [
    { ...before, key: 'before', name: text.trained(formatCount(before.step)) },
    {
      ...{ key: 'after', name: text.tuned(formatCount(evaluation?.step ?? 0)), evaluation: evaluation ?? null },
      ...{ imageSize: running.imageSize, tokens: built.tokens, macs: built.macs },
    },
  ];
  return (
    <section className="fine-tuned" aria-labelledby="fine-tuned-heading">
      <h3 id="fine-tuned-heading">{text.from}</h3>
      <div className="fine-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">{text.row}</span>
              </th>
              {[text.size, text.tokens, text.macs, ...heads.map(({ name }) => name), text.images].map((name) => (
                <th key={name} scope="col" className="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, imageSize, tokens, macs, evaluation }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td className="number tabular">{imageSize} px</td>
                <td className="number tabular">{formatCount(tokens)}</td>
                <td className="number tabular">{formatLarge(macs)}</td>
                {heads.map(({ inference }) => (
                  <td key={inference} className="number tabular">
                    {shareOf(evaluation, inference)}
                  </td>
                ))}
                <td className="number tabular">{evaluation ? formatCount(evaluation.images) : text.nothing}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function shareOf(evaluation: Evaluation | null, inference: Inference): string {
  const share = evaluation?.accuracy[inference];
  return share == null ? text.nothing : `${(100 * share).toFixed(1)} %`;
}
