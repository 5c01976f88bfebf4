import './duel.css';
import type { Inference } from '../../../experiment/config';
import { argmax, availableInference, fuse, softmax } from '../../../experiment/loss/fusion';
import { duelText } from '../../../sentences/duel';
import type { Inspection } from '../../../worker/protocol';
import { GuessBars } from '../../answers/GuessBars';
import { useSecondToken } from '../../common/secondToken';
import type { Voice } from '../../theme/colors';

export interface VoicesProps {
  inspection: Pick<Inspection, 'subject' | 'cls' | 'dist' | 'teacher' | 'label' | 'classes'>;
  inference: Inference;
}

/** The most probable classes of each head, of both together, and of the teacher, each marked as right or wrong. */
export function Voices({ inspection, inference }: VoicesProps) {
  const { subject, cls, dist, teacher, classes, label } = inspection;
  const second = useSecondToken(subject);
  const read = availableInference(inference, dist !== null);
  const fused = read === 'both-softmax' ? 'both-softmax' : 'both-logits';
  const voices: { voice: Voice; title: string; probabilities: number[] }[] = [
    { voice: 'cls', title: duelText.cls, probabilities: softmax(cls) },
    ...(dist
      ? [
          { voice: 'dist' as const, title: second.title, probabilities: softmax(dist) },
          { voice: 'both' as const, title: duelText.both[fused], probabilities: fuse({ cls, dist }, fused) },
        ]
      : []),
    ...(teacher ? [{ voice: 'teacher' as const, title: duelText.teacher, probabilities: softmax(teacher) }] : []),
  ];
  return (
    <div className="duel-voices">
      {voices.map((voice) => (
        <GuessBars
          key={voice.voice}
          {...voice}
          remark={verdict(argmax(voice.probabilities), label, classes)}
          classes={classes}
          trueLabels={label === null ? [] : [label]}
          count={4}
        />
      ))}
      {!dist && <p className="note">{duelText.noDist}</p>}
      {!teacher && subject === 'student' && <p className="note">{duelText.noTeacher}</p>}
    </div>
  );
}

function verdict(answer: number, label: number | null, classes: readonly string[]): string {
  const nameOf = (index: number) => classes[index] ?? String(index);
  if (label === null) return duelText.says(nameOf(answer));
  return answer === label ? duelText.right : duelText.wrong(nameOf(label));
}
