import './fineTune.css';
import type { Inference } from '../../../experiment/config';
import { fineTuneText } from '../../../sentences/fineTune';
import { formatCount, formatLarge, NOTHING } from '../../../sentences/numbers';
import { useHistory } from '../../../state/history';
import { useSession } from '../../../state/session';
import type { EvaluationRecord, FineTunedFrom } from '../../../worker/protocol';
import { useSecondToken } from '../../common/secondToken';

/** A fine-tuned student compared with its earlier self: accuracy, tokens, cost. Empty for a student that was not fine-tuned. */
export function FineTuned() {
  const built = useSession((state) => state.built);
  const running = useSession((state) => state.running);
  const evaluation = useHistory((state) => state.evaluations.at(-1));
  const second = useSecondToken();
  if (!built?.before || !running) return null;
  const { before } = built;
  const heads: { inference: Inference; name: string }[] = [
    { inference: 'cls', name: fineTuneText.heads.cls },
    ...(running.distToken
      ? [
          { inference: 'dist' as const, name: second.head },
          { inference: 'both-logits' as const, name: fineTuneText.heads.both },
        ]
      : []),
  ];
  const students: (FineTunedFrom & { name: string })[] = [
    { ...before, name: fineTuneText.trained(formatCount(before.step)) },
    {
      ...{ name: fineTuneText.tuned(formatCount(evaluation?.step ?? 0)), step: evaluation?.step ?? 0 },
      ...{ imageSize: running.imageSize, tokens: built.tokens, macs: built.macs, evaluation: evaluation ?? null },
    },
  ];
  const rows: [string, (student: FineTunedFrom) => string][] = [
    [fineTuneText.size, ({ imageSize }) => `${imageSize} px`],
    [fineTuneText.tokens, ({ tokens }) => formatCount(tokens)],
    [fineTuneText.macs, ({ macs }) => formatLarge(macs)],
    ...heads.map(({ inference, name }): [string, (student: FineTunedFrom) => string] => [
      name,
      (student) => shareOf(student.evaluation, inference),
    ]),
    [fineTuneText.images, (student) => (student.evaluation ? formatCount(student.evaluation.images) : NOTHING)],
  ];
  return (
    <section className="fine-tuned" aria-labelledby="fine-tuned-heading">
      <h3 id="fine-tuned-heading">{fineTuneText.from}</h3>
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

function shareOf(evaluation: EvaluationRecord | null, inference: Inference): string {
  const share = evaluation?.accuracy[inference];
  return share == null ? NOTHING : `${(100 * share).toFixed(1)} %`;
}
