import './now.css';
import type { Distillation } from '../../engine/spec/experiment';
import { argmax, softmax } from '../../engine/spec/fusion';
import type { Now } from '../../worker/protocol';
import { PixelCanvas } from '../pictures/PixelCanvas';
import { GuessBars } from '../predictions/GuessBars';
import { CropPicture } from './CropPicture';
import { LossEquation } from './LossEquation';
import { nowText } from './text';

export interface NowStoryProps {
  now: Now;
  classes: readonly string[];
  distillation: Distillation;
}

/** One picture on its way through crop, teacher and both heads to the two losses of its batch. */
export function NowStory({ now, classes, distillation }: NowStoryProps) {
  const { label, given, mixed, live, cls, dist, teacher } = now;
  const nameOf = (index: number) => classes[index] ?? String(index);
  const teacherLabel = teacher && argmax(teacher);
  // Soft distillation compares distributions at τ; everything else reads them as they are.
  const tau = distillation === 'soft' ? live.tau : 1;
  const atTau = tau === 1 ? '' : nowText.atTau(tau);
  const done = [
    ...(now.flipped ? [nowText.flipped] : []),
    ...now.ops.map((op) => nowText.ops[op]),
    ...(now.erased ? [nowText.erased] : []),
  ];
  const common = { classes, trueLabel: label };

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
          <span className="note">{nowText.trueLabel}</span> <strong>{nameOf(label)}</strong>
        </p>
        {mixed && mixed.share > 0 && (
          <p className="note">{nowText.mixedWith(nameOf(mixed.label), Math.round(100 * mixed.share), mixed.cut)}</p>
        )}
        {given === null && (
          <p className="note">{distillation === 'none' ? nowText.noLabelNoTeacher : nowText.noLabel}</p>
        )}
        {given !== null && given !== label && (
          <p className="now-differs">
            <span className="note">{nowText.wrongLabel}</span> <strong>{nameOf(given)}</strong>
          </p>
        )}
        {teacherLabel === null ? (
          <p className="note">{nowText.noTeacher}</p>
        ) : (
          <>
            <p className="voice-teacher">
              <span className="note">{nowText.teacherLabel}</span>{' '}
              <strong className="voice-text">{nameOf(teacherLabel)}</strong>
            </p>
            {teacherLabel === label ? (
              <p className="note now-verdict">{nowText.agree}</p>
            ) : (
              <p className="now-verdict now-differs">
                <span aria-hidden="true">≠</span> {nowText.differ(nameOf(label), nameOf(teacherLabel))}
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
            title={nowText.dist}
            qualifier={atTau}
            remark={nowText.learnsTeacher}
            probabilities={softmax(dist, tau)}
          />
        )}
      </div>
      <LossEquation now={now} distillation={distillation} />
    </div>
  );
}
