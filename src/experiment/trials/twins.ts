/** Trials of a sweep that train the same student, because the swept field does not affect it. It is trained once. */
import { type ExperimentConfig, learnsFromTeacher } from '../config';
import { FIELDS } from '../fields/table';
import { matters } from '../fields/values';
import { ANSWERERS, isOfTeacher, type Trial, type TrialPlan, type TrialResult, trialId, trialsOf } from './trials';

/**
 * Everything that the weights of a student depend on, as text. A run without a teacher's term still shows what its teacher
 * answers, but its student is the same with any teacher, or without one.
 */
function studentKey(config: ExperimentConfig): string {
  const trained: ExperimentConfig = learnsFromTeacher(config.distillation) ? config : { ...config, teacher: 'none' };
  return JSON.stringify(FIELDS.filter((field) => matters(field, trained)).map(({ key }) => [key, trained[key]]));
}

/** Twins by the name of the trial, once for each plan: they are needed with every message of progress. */
const known = new WeakMap<TrialPlan, ReadonlyMap<string, Trial>>();

function twinsOf(plan: TrialPlan): ReadonlyMap<string, Trial> {
  const there = known.get(plan);
  if (there) return there;
  const twins = new Map<string, Trial>();
  const first = new Map<string, Trial>();
  for (const trial of trialsOf(plan)) {
    // The seed is part of the configuration.
    const student = `${trial.strategy} ${studentKey(trial.config)}`;
    const twin = first.get(student);
    if (twin) twins.set(trialId(trial), twin);
    else first.set(student, trial);
  }
  known.set(plan, twins);
  return twins;
}

/** An earlier trial of the plan that trains the same student; null if there is none. */
export function twinOf(trial: Trial, plan: TrialPlan): Trial | null {
  return twinsOf(plan).get(trialId(trial)) ?? null;
}

/** The trials of a plan that are trained: all except the twins. */
export function trainedOf(plan: TrialPlan): Trial[] {
  return trialsOf(plan).filter((trial) => !twinOf(trial, plan));
}

/** A twin's result as the result of this trial. If the teacher is swept, this trial's own teacher was not asked. */
export function asTwin(trial: Trial, { sweep }: TrialPlan, result: TrialResult): TrialResult {
  const { value } = trial;
  if (!sweep || !isOfTeacher(sweep.field)) return { ...result, value };
  const teacher = ANSWERERS.indexOf('teacher');
  return {
    ...{ ...result, value, teacherAccuracy: null },
    otherTests: result.otherTests.map((shares) => ({ ...shares, teacher: null })),
    disagreement: result.disagreement.map((row, i) =>
      row.map((share, j) => (i === teacher || j === teacher ? null : share)),
    ),
  };
}
