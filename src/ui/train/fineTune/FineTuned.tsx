import './fineTune.css';
import type { Inference } from '../../../experiment/config';
import { fineTuneText as text } from '../../../sentences/fineTune';
import { useHistory } from '../../../state/history';
import { useSession } from '../../../state/session';
import type { Evaluation, FineTunedFrom } from '../../../worker/protocol';
import { formatCount, formatLarge } from '../../common/format';
import { useSecondToken } from '../../common/second';

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
  const students: (FineTunedFrom & { name: string })[] = [
    { ...before, name: text.trained(formatCount(before.step)) },
    {
      ...{ name: text.tuned(formatCount(evaluation?.step ?? 0)), step: evaluation?.step ?? 0 },
      ...{ imageSize: running.imageSize, tokens: built.tokens, macs: built.macs, evaluation: evaluation ?? null },
    },
  ];
  const rows: [string, (student: FineTunedFrom) => string][] = [
    [text.size, ({ imageSize }) => `${imageSize} px`],
    [text.tokens, ({ tokens }) => formatCount(tokens)],
    [text.macs, ({ macs }) => formatLarge(macs)],
    ...heads.map(({ inference, name }): [string, (student: FineTunedFrom) => string] => [
      name,
      (student) => shareOf(student.evaluation, inference),
    ]),
    [text.images, (student) => (student.evaluation ? formatCount(student.evaluation.images) : text.nothing)],
  ];
  return (
    <section className="fine-tuned" aria-labelledby="fine-tuned-heading">
      <h3 id="fine-tuned-heading">{text.from}</h3>
      <table>
        <thead>
          <tr>
            <td />
            {students.map(({ name }) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, shown]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {students.map((student) => (
                <td key={student.name} className="number tabular">
                  {shown(student)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function shareOf(evaluation: Evaluation | null, inference: Inference): string {
  const share = evaluation?.accuracy[inference];
  return share == null ? text.nothing : `${(100 * share).toFixed(1)} %`;
}
