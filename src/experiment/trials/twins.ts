/** Trials of a sweep that train the very same student, because it does not hear of what is swept: it is trained once. */
import type { ExperimentConfig } from '../config';
import { ANSWERERS, isOfTeacher, type Trial, type TrialPlan, type TrialResult, trialId, trialsOf } from './trials';

/** Fields that say nothing to a student with this second term of its loss. */
function unheard({ distillation }: ExperimentConfig): readonly (keyof ExperimentConfig)[] {
  if (distillation === 'soft') return [];
  if (distillation === 'hard') return ['tau', 'klNormalisation'];
  const ofTeacher = ['teacher', 'teacherFamily', 'teacherEpochs', 'teacherWidth', 'teacherSmoothing'] as const;
  return [...ofTeacher, 'tau', 'klNormalisation', ...(distillation === 'none' ? (['lambda'] as const) : [])];
}

/** Twins by the name of the trial, for each plan once: it is asked with every message of progress. */
const known = new WeakMap<TrialPlan, ReadonlyMap<string, Trial>>();

function twinsOf(plan: TrialPlan): ReadonlyMap<string, Trial> {
  const there = known.get(plan);
  if (there) return there;
  const twins = new Map<string, Trial>();
  const first = new Map<string, Trial>();
  for (const trial of trialsOf(plan)) {
    const silent = Object.fromEntries(unheard(trial.config).map((key) => [key, 0]));
    // The seed is part of the configuration.
    const heard = `${trial.strategy} ${JSON.stringify({ ...trial.config, ...silent })}`;
    const twin = first.get(heard);
    if (twin) twins.set(trialId(trial), twin);
    else first.set(heard, trial);
  }
  known.set(plan, twins);
  return twins;
}

/** A trial before this one in its plan that trains the very same student; null where there is none. */
export function twinOf(trial: Trial, plan: TrialPlan): Trial | null {
  return twinsOf(plan).get(trialId(trial)) ?? null;
}

/** The trials of a plan that are trained: all but the twins. */
export function trainedOf(plan: TrialPlan): Trial[] {
  return trialsOf(plan).filter((trial) => !twinOf(trial, plan));
}

/** A twin's result as this trial's: the same, but where each has a teacher of its own, this one was not asked. */
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
