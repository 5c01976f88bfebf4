import './step.css';
import { type Distillation, learnsFromTeacher } from '../../../experiment/config';
import { argmax, softmax } from '../../../experiment/loss/fusion';
import { stepText } from '../../../sentences/step';
import type { StepSnapshot } from '../../../worker/protocol';
import { GuessBars } from '../../answers/GuessBars';
import { PixelCanvas } from '../../common/PixelCanvas';
import { secondTokenOf } from '../../common/secondToken';
import { CropPicture } from './CropPicture';
import { LossEquation } from './LossEquation';
import { labelsIn, verdictOf } from './labels';

export interface StepStoryProps {
  now: StepSnapshot;
  classes: readonly string[];
  distillation: Distillation;
}

/** Follows one picture through crop, teacher and heads to the two losses of its batch. */
export function StepStory({ now, classes, distillation }: StepStoryProps) {
  const { label, given, mixed, live, cls, dist, teacher } = now;
  const nameOf = (index: number) => classes[index] ?? String(index);
  const named = (index: number | null) => (index === null ? null : nameOf(index));
  const teacherLabel = teacher && argmax(teacher);
  // Soft distillation compares distributions at τ. Everything else uses τ = 1.
  const tau = distillation === 'soft' ? live.tau : 1;
  const atTau = tau === 1 ? '' : stepText.atTau(tau);
  const done = [
    ...(now.flipped ? [stepText.flipped] : []),
    ...now.ops.map((op) => stepText.ops[op]),
    ...(now.erased ? [stepText.erased] : []),
  ];
  const labels = labelsIn(now);
  const partner = Math.round(100 * (mixed?.share ?? 0));
  const common = { classes, trueLabels: labels.map((one) => one.label) };
  const verdict = teacherLabel === null ? null : verdictOf(labels, teacherLabel, nameOf);

  return (
    <div className="step-story">
      <div className="step-pictures">
        <CropPicture picture={now.original} box={now.box} alt={stepText.originalAlt(nameOf(label))} />
        <span className="step-arrow" aria-hidden="true">
          →
        </span>
        <figure>
          <PixelCanvas picture={now.augmented} alt={stepText.augmentedAlt} className="step-augmented" />
          <figcaption className="faint">
            {done.length > 0 ? stepText.augmentedBy(done.join(', ')) : stepText.augmented}
          </figcaption>
        </figure>
      </div>
      <div className="step-labels">
        <p>
          <span className="note">{labels.length > 1 ? stepText.trueLabels : stepText.trueLabel}</span>{' '}
          {labels.map((one) => (
            <span key={one.label} className="step-label">
              <strong>{nameOf(one.label)}</strong>{' '}
              {labels.length > 1 && (
                <span className="tabular">{stepText.share(one.label === label ? 100 - partner : partner)}</span>
              )}
            </span>
          ))}
        </p>
        {mixed && mixed.share > 0 && (
          <p className="note">
            {stepText.mixedWith(nameOf(mixed.label), partner, mixed.cut)}{' '}
            {stepText.target(named(given), named(mixed.given))}
          </p>
        )}
        {given === null && (mixed?.given ?? null) === null && (
          <p className="note">{learnsFromTeacher(distillation) ? stepText.noLabel : stepText.noLabelNoTeacher}</p>
        )}
        {given !== null && given !== label && (
          <p className="step-differs">
            <span className="note">{stepText.wrongLabel}</span> <strong>{nameOf(given)}</strong>
          </p>
        )}
        {teacherLabel === null || verdict === null ? (
          <p className="note">{distillation === 'label' ? stepText.labelTwice : stepText.noTeacher}</p>
        ) : (
          <>
            <p className="voice-teacher">
              <span className="note">{stepText.teacherLabel}</span>{' '}
              <strong className="voice-text">{nameOf(teacherLabel)}</strong>
            </p>
            {verdict.agrees ? (
              <p className="note step-verdict">{verdict.sentence}</p>
            ) : (
              <p className="step-verdict step-differs">
                <span aria-hidden="true">≠</span> {verdict.sentence}
              </p>
            )}
          </>
        )}
      </div>
      <div className="step-voices">
        {teacher && (
          <GuessBars
            {...common}
            voice="teacher"
            title={stepText.teacher}
            qualifier={atTau}
            remark={stepText.teaches}
            probabilities={softmax(teacher, tau)}
          />
        )}
        <GuessBars
          {...common}
          voice="cls"
          title={stepText.cls}
          remark={teacher && !dist ? stepText.learnsBoth : stepText.learnsLabel}
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
  if (distillation === 'label') return stepText.learnsLabel;
  return learnsFromTeacher(distillation) ? stepText.learnsTeacher : stepText.learnsNothing;
}
