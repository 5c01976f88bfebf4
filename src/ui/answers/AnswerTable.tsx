import './answers.css';
import type { Inference } from '../../experiment/config';
import { argmax, availableInference, fuse, softmax } from '../../experiment/loss/fusion';
import { answersText } from '../../sentences/answers';
import { NOTHING } from '../../sentences/numbers';
import type { ProbeView } from '../../worker/protocol';
import { useSecondToken } from '../common/secondToken';
import { VOICE_CLASS, type Voice } from '../theme/colors';
import { ProbabilityBar, TrueMark } from './GuessBars';

export interface AnswerTableProps {
  probe: ProbeView;
  classes: readonly string[];
  inference: Inference;
}

/** The answers of class head, distillation head, both together and teacher for one picture. */
export function AnswerTable({ probe, classes, inference }: AnswerTableProps) {
  const second = useSecondToken();
  const read = availableInference(inference, probe.dist !== null);
  const fused = read === 'both-softmax' ? 'both-softmax' : 'both-logits';
  const rows: { voice: Voice; name: string; probabilities: number[] | null; read: boolean }[] = [
    { voice: 'cls', name: answersText.cls, probabilities: softmax(probe.cls), read: read === 'cls' },
    {
      voice: 'dist',
      name: second.head,
      probabilities: probe.dist && softmax(probe.dist),
      read: read === 'dist',
    },
    {
      voice: 'both',
      name: answersText.both,
      probabilities: probe.dist && fuse(probe, fused),
      read: read === fused,
    },
    {
      voice: 'teacher',
      name: answersText.teacher,
      probabilities: probe.teacher && softmax(probe.teacher),
      read: false,
    },
  ];
  return (
    <table className="answers">
      <caption className="visually-hidden">{answersText.answers}</caption>
      <colgroup>
        <col className="answers-who" />
        <col />
        <col className="answers-share" />
      </colgroup>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{answersText.voice}</th>
          <th scope="col">{answersText.answer}</th>
          <th scope="col">{answersText.probability}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <AnswerRow key={row.voice} {...row} classes={classes} trueLabel={probe.label} />
        ))}
      </tbody>
    </table>
  );
}

interface AnswerRowProps {
  voice: Voice;
  name: string;
  /** Null if there is no such voice. Its row stays, so that the layout does not move. */
  probabilities: number[] | null;
  read: boolean;
  classes: readonly string[];
  trueLabel: number;
}

function AnswerRow({ voice, name, probabilities, read, classes, trueLabel }: AnswerRowProps) {
  const answer = probabilities && argmax(probabilities);
  return (
    <tr className={VOICE_CLASS[voice]} data-read={read}>
      <th scope="row" className="voice-text">
        {read ? (
          <>
            <span aria-hidden="true">{name}</span>
            <span className="visually-hidden">{answersText.read(name)}</span>
          </>
        ) : (
          name
        )}
      </th>
      <td className="answer-name">
        {answer === null ? NOTHING : (classes[answer] ?? answer)}
        {answer === trueLabel && <TrueMark />}
      </td>
      <td className="answer-bar">
        {probabilities && answer !== null && <ProbabilityBar probability={probabilities[answer]!} />}
      </td>
    </tr>
  );
}
