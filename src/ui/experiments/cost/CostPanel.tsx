import './cost.css';
import { useEffect, useId, useState } from 'react';
import type { DataShape } from '../../../experiment/config';
import { dataShapeOf } from '../../../experiment/datasets';
import { shippedTeacherName } from '../../../experiment/teachers';
import { isOfTeacher, meanDeviation } from '../../../experiment/trials/trials';
import { costText } from '../../../sentences/cost';
import { useHistory } from '../../../state/history';
import { useRuns } from '../../../state/runs/list';
import { recallRuns } from '../../../state/runs/runs';
import { useSession } from '../../../state/session';
import { fetchShippedTeacher, useShippedTeachers } from '../../../state/shippedTeachers';
import { measureSpeeds, speedKey, useSpeeds } from '../../../state/speeds';
import { type ShownTrials, useTrials } from '../../../state/trials/trials';
import type { DatasetCard, RunSummary } from '../../../worker/protocol';
import { CostPlot } from './CostPlot';
import { CostTable } from './CostTable';
import {
  type CostAxis,
  type CostPoint,
  currentPoint,
  PAPER_POINTS,
  runPoints,
  teacherPoint,
  trialPoints,
} from './points';

const AXES: readonly CostAxis[] = ['parameters', 'macs', 'imagesPerSecond', 'seconds'];

/** Accuracy against cost (paper, Figure 1 and Table 5). */
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
      <h3 id={id}>{costText.heading}</h3>
      <p className="note">{costText.intro}</p>
      <div className="cost-choice">
        <label>
          {costText.axis}
          <select value={axis} onChange={({ target }) => setAxis(target.value as CostAxis)}>
            {AXES.map((key) => (
              <option key={key} value={key}>
                {costText.axes[key]}
              </option>
            ))}
          </select>
        </label>
        <label className="trials-check">
          <input type="checkbox" checked={withPaper} onChange={({ target }) => setWithPaper(target.checked)} />
          {costText.withPaper}
        </label>
        <button
          type="button"
          disabled={!ready || busy || measuring || students.length === 0}
          onClick={() => void measureSpeeds(students)}
        >
          {measuring ? costText.measuring : costText.measure}
        </button>
      </div>
      {points.length === 0 && <p className="note">{costText.empty}</p>}
      <CostPlot points={shown} axis={axis} />
      <p className="note" role="status">
        {known ? costText.measured(adapter) : costText.notMeasured}
        {axis === 'seconds' && ` ${costText.noTime}`}
      </p>
      <CostTable points={shown} />
    </section>
  );
}

function usePoints(): CostPoint[] {
  const running = useSession((state) => state.running);
  const card = useSession((state) => state.card);
  const teacher = useSession((state) => state.built?.teacher ?? null);
  const evaluation = useHistory((state) => state.evaluations.at(-1));
  const shown = useTrials((state) => state.shown);
  const speeds = useSpeeds();
  const speedOf = (...student: Parameters<typeof speedKey>) => speeds.students[speedKey(...student)] ?? null;
  const here = card && { channels: card.channels, classes: card.classes.length };
  const dataset = card?.about.name ?? '';
  const current = running && here && currentPoint(running, here, evaluation, speedOf(running, here), dataset);
  const runs = useRuns((state) => state.runs);
  useEffect(() => {
    if (runs === null) void recallRuns();
  }, [runs]);
  const ofTrials = useTeacherOfTrials(
    shown,
    running?.teacher === 'pretrained' ? shippedTeacherName(running.dataset, running.teacherFamily) : null,
  );
  return [
    ...(shown ? trialPoints(shown.plan, shown.results, dataOf(shown, card), speedOf) : []),
    ...(ofTrials ? [ofTrials] : []),
    ...runPoints(runs ?? [], (run) => dataOfRun(run, card), speedOf),
    ...(current ? [current] : []),
    ...(teacher
      ? [
          teacherPoint(
            { ...teacher, name: costText.ofData(teacher.name, dataset) },
            evaluation?.teacher ?? teacher.testAccuracy,
            speeds.teachers[teacher.name] ?? null,
          ),
        ]
      : []),
  ];
}

/** The shipped teacher of the trials, by the name of its files; null if it is also the teacher of the run in Train. */
function useTeacherOfTrials(shown: ShownTrials | null, current: string | null): CostPoint | null {
  const { base, sweep } = shown?.plan ?? {};
  // A sweep over teachers has several teachers, none of which is that of the base.
  const one = base?.teacher === 'pretrained' && !(sweep && isOfTeacher(sweep.field));
  const named = one ? shippedTeacherName(base.dataset, base.teacherFamily) : null;
  const file = named === current ? null : named;
  const known = useShippedTeachers((state) => (file ? state[file] : undefined));
  useEffect(() => {
    if (file) void fetchShippedTeacher(file);
  }, [file]);
  const accuracy = meanDeviation(shown?.results.flatMap(({ teacherAccuracy }) => teacherAccuracy ?? []) ?? []);
  if (!base || !known || !accuracy) return null;
  const name = costText.ofData(costText.shippedTeacher, shown?.provenance?.dataset.name ?? base.dataset);
  return teacherPoint({ name, ...known }, accuracy.mean, null);
}

/** The data shape of the trials' students. Only own images can differ from the fixed shape of their data set. */
function dataOf({ plan, provenance }: ShownTrials, card: DatasetCard | null): DataShape {
  const { dataset } = plan.base;
  const same = card?.about.id === dataset ? card : null;
  const usual = dataShapeOf(dataset);
  return {
    channels: same?.channels ?? usual.channels,
    classes: provenance?.classes.length ?? same?.classes.length ?? usual.classes,
  };
}

/** The same for a kept run; null for own images that are not loaded. */
function dataOfRun({ config, datasetFingerprint }: RunSummary, card: DatasetCard | null): DataShape | null {
  if (card?.fingerprint === datasetFingerprint) return { channels: card.channels, classes: card.classes.length };
  return config.dataset === 'own' ? null : dataShapeOf(config.dataset);
}
