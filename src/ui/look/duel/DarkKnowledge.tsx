import './duel.css';
import { useId, useState } from 'react';
import { type KlRow, klRows } from '../../../experiment/loss/darkKnowledge';
import { argmax } from '../../../experiment/loss/fusion';
import { type LossSetting, pictureLoss } from '../../../experiment/loss/pictureLoss';
import { duelText } from '../../../sentences/duel';
import { formatCount } from '../../../sentences/numbers';
import type { Inspection, StepSnapshot } from '../../../worker/protocol';
import { secondTokenOf } from '../../common/secondToken';
import { WideTable } from '../../common/WideTable';
import { VOICE_CLASS, type Voice } from '../../theme/colors';
import { LossFormula } from './LossFormula';

export interface DarkKnowledgeProps {
  inspection: Pick<Inspection, 'cls' | 'dist' | 'teacher' | 'label' | 'classes'>;
  setting: LossSetting;
  /** The latest step's batch. */
  now: Pick<StepSnapshot, 'step' | 'terms' | 'live'> | null;
}

/** Classes with their own row; one more row is for the rest. */
const ROWS = 11;
const TAU = { min: 0.5, max: 20, step: 0.1 };

/** What the teacher says beyond its label: its softmax at a temperature, and the resulting loss. */
export function DarkKnowledge({ inspection, setting, now }: DarkKnowledgeProps) {
  const id = useId();
  const { cls, dist, teacher, label } = inspection;
  // The slider follows the run until it is moved.
  const [chosen, setTau] = useState<number | null>(null);
  const tau = chosen ?? setting.tau;
  const used = { ...setting, tau };
  return (
    <section className="panel dark" aria-labelledby={`${id}-heading`}>
      <div className="panel-head">
        <h2 id={`${id}-heading`}>{duelText.dark}</h2>
      </div>
      {teacher ? (
        <>
          <p className="note">{duelText.darkHint}</p>
          <div className="dark-tau">
            <label htmlFor={`${id}-tau`}>{duelText.tau}</label>
            <input
              id={`${id}-tau`}
              type="range"
              {...TAU}
              value={tau}
              onChange={({ currentTarget }) => setTau(currentTarget.valueAsNumber)}
            />
            <output htmlFor={`${id}-tau`} className="tabular">
              {tau.toFixed(1)}
            </output>
            <button type="button" disabled={chosen === null} onClick={() => setTau(null)}>
              {duelText.runTau(setting.tau)}
            </button>
          </div>
          <KlTable
            inspection={{ ...inspection, teacher }}
            tau={tau}
            second={secondTokenOf(setting.distillation).title}
          />
        </>
      ) : (
        <p className="note">{duelText.noTeacher}</p>
      )}
      <div className="dark-formulas">
        <div>
          <h3>{duelText.formula}</h3>
          {label === null ? (
            <p className="note">{`${duelText.noLabel} ${duelText.onlyTeacher}`}</p>
          ) : (
            <LossFormula
              name={duelText.formulaOf}
              loss={{ terms: pictureLoss({ cls, dist, teacher }, label, used), live: { ...used, learningRate: 0 } }}
              distillation={teacher || setting.distillation === 'label' ? setting.distillation : 'none'}
            />
          )}
          <p className="faint">{notes(used, setting.tau).join(' ')}</p>
        </div>
        <div>
          <h3>{duelText.batch}</h3>
          {now ? (
            <>
              <LossFormula name={duelText.batch} loss={now} distillation={setting.distillation} />
              <p className="faint">{duelText.batchNote(formatCount(now.step))}</p>
            </>
          ) : (
            <p className="note">{duelText.batchEmpty}</p>
          )}
        </div>
      </div>
    </section>
  );
}

function notes({ distillation, tau, labelSmoothing, klNormalisation }: LossSetting, runTau: number): string[] {
  const soft = distillation === 'soft';
  return [
    duelText.formulaNote,
    ...(labelSmoothing > 0 ? [duelText.smoothed(labelSmoothing)] : []),
    ...(distillation === 'hard' ? [duelText.hardTau] : []),
    ...(soft && klNormalisation === 'numel' ? [duelText.numel] : []),
    ...(soft && tau !== runTau ? [duelText.otherTau(runTau)] : []),
  ];
}

interface KlTableProps {
  inspection: Pick<Inspection, 'cls' | 'dist' | 'label' | 'classes'> & { teacher: ArrayLike<number> };
  tau: number;
  /** Name of the second token's head. */
  second: string;
}

/** Hard and soft labels by class, and what each class adds to the KL divergence. */
function KlTable({ inspection: { cls, dist, label, classes, teacher }, tau, second }: KlTableProps) {
  const rows = klRows(teacher, dist ?? cls, tau, { most: ROWS, always: label });
  const hard = argmax(teacher);
  const at = tau.toFixed(1);
  const student: Voice = dist ? 'dist' : 'cls';
  const sum = rows.reduce((total, { adds }) => total + adds, 0);
  return (
    <WideTable className="dark-scroll" label={duelText.table}>
      <table className="dark-table">
        <caption className="visually-hidden">{duelText.table}</caption>
        <thead>
          <tr>
            <th scope="col">{duelText.className}</th>
            <th scope="col" className="number">
              {duelText.hardLabel}
            </th>
            <th scope="col" className="number voice-teacher">
              <span className="voice-text">{duelText.hardTeacher}</span>
            </th>
            <th scope="col" className="dark-bar voice-teacher">
              <span className="voice-text">{duelText.softTeacher(at)}</span>
            </th>
            <th scope="col" className={`dark-bar ${VOICE_CLASS[student]}`}>
              <span className="voice-text">{duelText.softStudent(dist ? second : duelText.cls, at)}</span>
            </th>
            <th scope="col" className="number">
              {duelText.klShare}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label ?? 'others'}>
              <th scope="row">{nameOf(row, classes)}</th>
              <td className="number">{label === null ? '–' : row.label === label ? duelText.hard : duelText.zero}</td>
              <td className="number">{row.label === hard ? duelText.hard : duelText.zero}</td>
              <Share voice="teacher" value={row.teacher} />
              <Share voice={student} value={row.student} />
              <td className="number tabular">{signed(row.adds)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={5}>
              KL
            </th>
            <td className="number tabular">{signed(sum)}</td>
          </tr>
        </tfoot>
      </table>
    </WideTable>
  );
}

function nameOf({ label, count }: KlRow, classes: readonly string[]): string {
  return label === null ? duelText.others(count) : (classes[label] ?? String(label));
}

function Share({ voice, value }: { voice: Voice; value: number }) {
  return (
    <td className={VOICE_CLASS[voice]}>
      <span className="dark-share">
        <span className="guess-bar">
          <span style={{ width: `${100 * value}%` }} />
        </span>
        <span className="tabular">{(100 * value).toFixed(1)} %</span>
      </span>
    </td>
  );
}

function signed(value: number): string {
  // A negative zero would look like a negative share.
  const rounded = value.toFixed(4);
  return rounded === '-0.0000' ? '0.0000' : rounded.replace('-', '−');
}
