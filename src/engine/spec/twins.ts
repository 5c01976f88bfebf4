/** Trials of a sweep that train the very same student, because it does not hear of what is swept: it is trained once. */
import type { ExperimentConfig } from './experiment';
import { ANSWERERS, isOfTeacher, type Trial, type TrialPlan, type TrialResult, trialsOf } from './trials';

/** Fields that say nothing to a student with this second term of its loss. */
function unheard({ distillation }: ExperimentConfig): readonly (keyof ExperimentConfig)[] {
  if (distillation === 'soft') return [];
  if (distillation === 'hard') return ['tau', 'klNormalisation'];
  const ofTeacher = ['teacher', 'teacherFamily', 'teacherEpochs', 'teacherWidth', 'teacherSmoothing'] as const;
  return [...ofTeacher, 'tau', 'klNormalisation', ...(distillation === 'none' ? (['lambda'] as const) : [])];
}

/** A trial before this one in its plan that trains the very same student; null where there is none. */
export function twinOf(trial: Trial, plan: TrialPlan): Trial | null {
  const silent = Object.fromEntries(unheard(trial.config).map((key) => [key, 0]));
  const heard = ({ config }: Trial) => JSON.stringify({ ...config, ...silent });
  const alike = trialsOf(plan).filter(({ strategy, seed }) => strategy === trial.strategy && seed === trial.seed);
  const before = alike.slice(
    0,
    alike.findIndex(({ value }) => value === trial.value),
  );
  return before.find((other) => heard(other) === heard(trial)) ?? null;
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
