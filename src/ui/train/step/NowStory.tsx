import './now.css';
import { type Distillation, learnsFromTeacher } from '../../../experiment/config';
import { argmax, softmax } from '../../../experiment/loss/fusion';
import { nowText } from '../../../sentences/step';
import type { StepSnapshot } from '../../../worker/protocol';
import { GuessBars } from '../../answers/GuessBars';
import { PixelCanvas } from '../../common/PixelCanvas';
import { secondTokenOf } from '../../common/second';
import { CropPicture } from './CropPicture';
import { LossEquation } from './LossEquation';
import { labelsIn, verdictOf } from './labels';

export interface NowStoryProps {
  now: StepSnapshot;
  classes: readonly string[];
  distillation: Distillation;
}

/** One picture on its way through crop, teacher and both heads to the two losses of its batch. */
export function NowStory({ now, classes, distillation }: NowStoryProps) {
  const { label, given, mixed, live, cls, dist, teacher } = now;
  const nameOf = (index: number) => classes[index] ?? String(index);
  const named = (index: number | null) => (index === null ? null : nameOf(index));
  const teacherLabel = teacher && argmax(teacher);
  // Soft distillation compares distributions at τ; everything else reads them as they are.
  const tau = distillation === 'soft' ? live.tau : 1;
  const atTau = tau === 1 ? '' : nowText.atTau(tau);
  const done = [
    ...(now.flipped ? [nowText.flipped] : []),
    ...now.ops.map((op) => nowText.ops[op]),
    ...(now.erased ? [nowText.erased] : []),
  ];
  const labels = labelsIn(now);
  const partner = Math.round(100 * (mixed?.share ?? 0));
  const common = { classes, trueLabels: labels.map((one) => one.label) };
  const verdict = teacherLabel === null ? null : verdictOf(labels, teacherLabel, nameOf);

  return (
    <div className="now">
      <div className="now-pictures">
        <CropPicture picture={now.original} box={now.box} alt={nowText.originalAlt(nameOf(label))} />
        <span className="now-arrow" aria-hidden="true">
          →
        </span>
        <figure>
          <PixelCanvas picture={now.augmented} alt={nowText.augmentedAlt} className="now-augmented" />
          <figcaption className="faint">
            {nowText.augmented}
            {done.length > 0 && ` (${done.join(', ')})`}
          </figcaption>
        </figure>
      </div>
      <div className="now-labels">
        <p>
          <span className="note">{labels.length > 1 ? nowText.trueLabels : nowText.trueLabel}</span>{' '}
          {labels.map((one) => (
            <span key={one.label} className="now-label">
              <strong>{nameOf(one.label)}</strong>{' '}
              {labels.length > 1 && (
                <span className="tabular">{nowText.share(one.label === label ? 100 - partner : partner)}</span>
              )}
            </span>
          ))}
        </p>
        {mixed && mixed.share > 0 && (
          <p className="note">
            {nowText.mixedWith(nameOf(mixed.label), partner, mixed.cut)}{' '}
            {nowText.target(named(given), named(mixed.given))}
          </p>
        )}
        {given === null && (mixed?.given ?? null) === null && (
          <p className="note">{learnsFromTeacher(distillation) ? nowText.noLabel : nowText.noLabelNoTeacher}</p>
        )}
        {given !== null && given !== label && (
          <p className="now-differs">
            <span className="note">{nowText.wrongLabel}</span> <strong>{nameOf(given)}</strong>
          </p>
        )}
        {teacherLabel === null || verdict === null ? (
          <p className="note">{distillation === 'label' ? nowText.labelTwice : nowText.noTeacher}</p>
        ) : (
          <>
            <p className="voice-teacher">
              <span className="note">{nowText.teacherLabel}</span>{' '}
              <strong className="voice-text">{nameOf(teacherLabel)}</strong>
            </p>
            {verdict.agrees ? (
              <p className="note now-verdict">{verdict.sentence}</p>
            ) : (
              <p className="now-verdict now-differs">
                <span aria-hidden="true">≠</span> {verdict.sentence}
              </p>
            )}
          </>
        )}
      </div>
      <div className="now-voices">
        {teacher && (
          <GuessBars
            {...common}
            voice="teacher"
            title={nowText.teacher}
            qualifier={atTau}
            remark={nowText.teaches}
            probabilities={softmax(teacher, tau)}
          />
        )}
        <GuessBars
          {...common}
          voice="cls"
          title={nowText.cls}
          remark={teacher && !dist ? nowText.learnsBoth : nowText.learnsLabel}
          probabilities={softmax(cls)}
        />
        {dist && (
          <GuessBars
            {...common}
            voice="dist"
            title={secondTokenOf(distillation).title}
            qualifier={atTau}
            remark={secondLearns(distillation)}
            probabilities={softmax(dist, tau)}
          />
        )}
      </div>
      <LossEquation now={now} distillation={distillation} />
    </div>
  );
}

/** What the head of the second token learns. */
function secondLearns(distillation: Distillation): string {
  if (distillation === 'label') return nowText.learnsLabel;
  return learnsFromTeacher(distillation) ? nowText.learnsTeacher : nowText.learnsNothing;
}
