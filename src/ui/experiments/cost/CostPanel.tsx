import './cost.css';
import { useId, useState } from 'react';
import type { DataShape } from '../../../engine/spec/experiment';
import { useHistory } from '../../../state/history';
import { useSession } from '../../../state/session';
import { measureSpeeds, speedKey, useSpeeds } from '../../../state/speeds';
import { type ShownTrials, useTrials } from '../../../state/trials/trials';
import type { DatasetCard } from '../../../worker/protocol';
import { CostPlot } from './CostPlot';
import { CostTable } from './CostTable';
import { type CostAxis, type CostPoint, PAPER_POINTS, presentPoint, teacherPoint, trialPoints } from './points';
import { costText as text } from './text';

const AXES: readonly CostAxis[] = ['parameters', 'macs', 'imagesPerSecond', 'seconds'];

/** Accuracy of everything at hand against what it costs (paper, Figure 1 and Table 5). */
export function CostPanel() {
  const id = useId();
  const [axis, setAxis] = useState<CostAxis>('parameters');
  const [withPaper, setWithPaper] = useState(true);
  const points = usePoints();
  const measuring = useSpeeds((state) => state.measuring);
  const known = useSpeeds((state) => Object.keys(state.students).length > 0);
  const adapter = useSession((state) => state.backend?.adapter ?? '');
  const ready = useSession((state) => state.startup === 'ready' && state.running !== null);
  const busy = useTrials((state) => state.running);
  const shown = [...points, ...(withPaper ? PAPER_POINTS : [])];
  const students = points.flatMap(({ student }) => student ?? []);
  return (
    <section className="cost" aria-labelledby={id}>
      <h3 id={id}>{text.heading}</h3>
      <p className="note">{text.intro}</p>
      <div className="cost-choice">
        <label>
          {text.axis}
          <select value={axis} onChange={({ target }) => setAxis(target.value as CostAxis)}>
            {AXES.map((key) => (
              <option key={key} value={key}>
                {text.axes[key]}
              </option>
            ))}
          </select>
        </label>
        <label className="trials-check">
          <input type="checkbox" checked={withPaper} onChange={({ target }) => setWithPaper(target.checked)} />
          {text.withPaper}
        </label>
        <button
          type="button"
          disabled={!ready || busy || measuring || students.length === 0}
          onClick={() => void measureSpeeds(students)}
        >
          {measuring ? text.measuring : text.measure}
        </button>
      </div>
      {points.length === 0 && <p className="note">{text.empty}</p>}
      <CostPlot points={shown} axis={axis} />
      <p className="note" role="status">
        {known ? text.measured(adapter) : text.notMeasured}
        {axis === 'seconds' && ` ${text.noTime}`}
      </p>
      <CostTable points={shown} />
    </section>
  );
}

function usePoints(): CostPoint[] {
  const { running, card, built } = useSession();
  const evaluation = useHistory((state) => state.evaluations.at(-1));
  const shown = useTrials((state) => state.shown);
  const speeds = useSpeeds();
  const speedOf = (...student: Parameters<typeof speedKey>) => speeds.students[speedKey(...student)] ?? null;
  const here = card && { channels: card.channels, classes: card.classes.length };
  const present = running && here && presentPoint(running, here, evaluation, speedOf(running, here));
  const teacher = built?.teacher;
  return [
    ...(shown ? trialPoints(shown.plan, shown.results, dataOf(shown, card), speedOf) : []),
    ...(present ? [present] : []),
    ...(teacher
      ? [teacherPoint(teacher, evaluation?.teacher ?? teacher.testAccuracy, speeds.teachers[teacher.name] ?? null)]
      : []),
  ];
}

/** What the students of trials were built for; only one's own images can have another shape than their data set always has. */
function dataOf({ plan, provenance }: ShownTrials, card: DatasetCard | null): DataShape {
  const { dataset } = plan.base;
  const same = card?.about.id === dataset ? card : null;
  return {
    channels: same?.channels ?? (dataset === 'mnist' ? 1 : 3),
    classes: provenance?.classes.length ?? same?.classes.length ?? 10,
  };
}
