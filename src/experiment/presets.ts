import { type ExperimentConfig, learnsFromTeacher } from './config';
import { type DatasetId, datasetOf } from './datasets';
import { DEFAULTS } from './fields/table';
import { hasValues } from './fields/values';
import { shippedTeachers, type TeacherFamily } from './teachers';

/** The small students cut each image into 4 × 4 patches. */
const SMALL_GRID = 4;

export interface StudentPreset {
  id: string;
  label: string;
  /** What to expect, in a few words. */
  hint: string;
  values(dataset: DatasetId): Partial<ExperimentConfig>;
}

function small(
  id: string,
  label: string,
  hint: string,
  width: Pick<ExperimentConfig, 'dim' | 'depth' | 'heads'>,
): StudentPreset {
  return {
    id,
    label,
    hint,
    values: (dataset) => {
      const { size } = datasetOf(dataset);
      return { ...width, mlpRatio: 4, imageSize: size, patchSize: size / SMALL_GRID };
    },
  };
}

function published(id: string, label: string, hint: string, dim: number, heads: number): StudentPreset {
  return {
    id,
    label,
    hint,
    values: () => ({ dim, heads, depth: 12, mlpRatio: 4, imageSize: 224, patchSize: 16 }),
  };
}

const MICRO = small('micro', 'Micro', 'trains on anything', { dim: 32, depth: 2, heads: 2 });

export const STUDENT_PRESETS: readonly StudentPreset[] = [
  MICRO,
  small('small-image', 'Small-image', 'the default', {
    dim: DEFAULTS.dim,
    depth: DEFAULTS.depth,
    heads: DEFAULTS.heads,
  }),
  published('ti', 'DeiT-Ti', 'the paper’s tiny, 224 px; needs a good GPU', 192, 3),
  published('s', 'DeiT-S', 'the paper’s small, 224 px; needs a strong GPU', 384, 6),
  published('b', 'DeiT-B', 'the paper’s base, 224 px; needs a very strong GPU', 768, 12),
];

/** The smallest student. It trains at a usable speed even if the CPU computes everything. */
export function withMicroStudent(config: ExperimentConfig): ExperimentConfig {
  return { ...config, ...MICRO.values(config.dataset) };
}

/** The preset of the experiment's student, if it is one. */
export function presetOf(config: ExperimentConfig): StudentPreset | undefined {
  return STUDENT_PRESETS.find((preset) => hasValues(config, preset.values(config.dataset)));
}

/** What suits a data set: size, teacher, augmentation. The rest of the experiment stays. */
function forDataset(config: ExperimentConfig, dataset: DatasetId): Partial<ExperimentConfig> {
  return {
    ...presetOf(config)?.values(dataset),
    ...(config.teacher === 'none' ? {} : { teacher: usualTeacher(dataset) }),
    ...datasetOf(dataset).usual,
    trainImages: 0,
  };
}

function usualTeacher(dataset: DatasetId): ExperimentConfig['teacher'] {
  return shippedTeachers(dataset).length > 0 ? 'pretrained' : 'train';
}

/** The family of the teacher if one is shipped, else the usual family of the data set. */
function shippedFamily({ dataset, teacherFamily }: ExperimentConfig): TeacherFamily {
  const families = shippedTeachers(dataset);
  return families.includes(teacherFamily) ? teacherFamily : (families[0] ?? teacherFamily);
}

/**
 * A change by the user, with what goes with it. Another data set brings its size and augmentation. Switching the teacher's
 * term off also removes the distillation token; switching it on brings back the token and a teacher. Two class tokens need no
 * teacher, and removing the second token ends them.
 */
export function withConsequences(config: ExperimentConfig, change: Partial<ExperimentConfig>): ExperimentConfig {
  const next = { ...config, ...change };
  if (change.dataset && change.dataset !== config.dataset)
    Object.assign(next, forDataset(config, change.dataset), change);
  if (next.teacher === 'pretrained') next.teacherFamily = shippedFamily(next);
  if (change.teacher === 'none' && learnsFromTeacher(next.distillation)) next.distillation = 'none';
  if (change.distToken === false && next.distillation === 'label') next.distillation = 'none';
  if (next.distillation === config.distillation) return next;
  if (next.distillation === 'none') next.distToken = false;
  else {
    if (config.distillation === 'none' || next.distillation === 'label') next.distToken = true;
    if (next.teacher === 'none' && learnsFromTeacher(next.distillation)) next.teacher = usualTeacher(next.dataset);
  }
  return { ...next, ...change, distillation: next.distillation };
}
