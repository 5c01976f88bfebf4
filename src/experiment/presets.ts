import { type DatasetId, type ExperimentConfig, learnsFromTeacher, type TeacherFamily } from './config';
import { DEFAULTS } from './fields/table';
import { SHIPPED_TEACHERS } from './teachers';

/** Side in pixels at which a data set is used when nothing else is asked for. */
const NATIVE_SIZE: Record<DatasetId, number> = { shapes: 32, mnist: 28, cifar10: 32, own: 32 };

/** A student small enough for small pictures has 4 × 4 patches. */
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
  size: Pick<ExperimentConfig, 'dim' | 'depth' | 'heads'>,
): StudentPreset {
  return {
    id,
    label,
    hint,
    values: (dataset) => ({
      ...size,
      mlpRatio: 4,
      imageSize: NATIVE_SIZE[dataset],
      patchSize: NATIVE_SIZE[dataset] / SMALL_GRID,
    }),
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

export const STUDENT_PRESETS: readonly StudentPreset[] = [
  small('micro', 'Micro', 'trains on anything', { dim: 32, depth: 2, heads: 2 }),
  small('small-image', 'Small-image', 'the default', {
    dim: DEFAULTS.dim,
    depth: DEFAULTS.depth,
    heads: DEFAULTS.heads,
  }),
  published('ti', 'DeiT-Ti', 'the paper’s tiny, 224 px; needs a good GPU', 192, 3),
  published('s', 'DeiT-S', 'the paper’s small, 224 px; needs a strong GPU', 384, 6),
  published('b', 'DeiT-B', 'the paper’s base, 224 px; needs a very strong GPU', 768, 12),
];

/** The smallest student: lively even where the processor computes everything. */
export function withMicroStudent(config: ExperimentConfig): ExperimentConfig {
  return { ...config, ...STUDENT_PRESETS[0]!.values(config.dataset) };
}

/** The preset that the experiment's student is, if any. */
export function presetOf(config: ExperimentConfig): StudentPreset | undefined {
  return STUDENT_PRESETS.find((preset) =>
    Object.entries(preset.values(config.dataset)).every(
      ([key, value]) => config[key as keyof ExperimentConfig] === value,
    ),
  );
}

/** Crop and flip that go well with a data set. */
export const USUAL_CROPS: Record<DatasetId, Partial<ExperimentConfig>> = {
  shapes: { flip: true, crop: 'resized', shiftPixels: 4 },
  mnist: { flip: false, crop: 'shift', shiftPixels: 2 },
  cifar10: { flip: true, crop: 'shift', shiftPixels: 4 },
  own: { flip: true, crop: 'shift', shiftPixels: 4 },
};

/** What goes well with a data set: size, teacher, augmentation. The rest of the experiment stays. */
function forDataset(config: ExperimentConfig, dataset: DatasetId): Partial<ExperimentConfig> {
  const student = presetOf(config);
  return {
    ...(student ? student.values(dataset) : {}),
    ...(config.teacher === 'none' ? {} : { teacher: usualTeacher(dataset) }),
    ...USUAL_CROPS[dataset],
    trainImages: 0,
  };
}

function usualTeacher(dataset: DatasetId): ExperimentConfig['teacher'] {
  return SHIPPED_TEACHERS[dataset].length > 0 ? 'pretrained' : 'train';
}

/** The teacher's kind if there is one of it, else the usual one. */
function shippedFamily({ dataset, teacherFamily }: ExperimentConfig): TeacherFamily {
  const families = SHIPPED_TEACHERS[dataset];
  return families.includes(teacherFamily) ? teacherFamily : (families[0] ?? teacherFamily);
}

/**
 * A change made by the person, with what sensibly goes with it: another data set brings its size and augmentation; switching
 * the teacher's term off takes the distillation token with it, and on brings it (and a teacher) back. Two class tokens need no
 * teacher, and end when the second one goes.
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
