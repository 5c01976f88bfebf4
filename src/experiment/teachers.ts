/** The families of teacher networks: one row each. A new family is a row here and its network in `engine/models`. */
import { type DatasetId, datasetOf } from './datasets';
import { keysOf } from './keys';
import type { TeacherRecipe } from './teacherRecipe';

interface TeacherFamilyFacts {
  /** Short name, in the form. */
  label: string;
  /** Name of a trained network of this family. Kept runs contain it: never change it. */
  name: string;
  /** What it is, in the help of the form. */
  help: string;
  /** How training differs from the common recipe. */
  recipe: Partial<TeacherRecipe>;
}

export const TEACHERS = {
  resnet: { label: 'ResNet', name: 'ResNet', help: 'a residual network', recipe: {} },
  regnety: {
    label: 'RegNetY',
    name: 'RegNetY',
    help: 'RegNetY (grouped convolutions and channel gates)',
    recipe: {},
  },
  efficientnet: {
    label: 'EfficientNet',
    name: 'EfficientNet-like',
    help: 'an EfficientNet-like network (depthwise convolutions)',
    recipe: {},
  },
  transformer: {
    label: 'Transformer',
    name: 'DeiT without distillation token',
    help: 'a transformer like the student',
    // It diverges at the learning rate of the convolutional networks.
    recipe: { learningRate: 1e-3 },
  },
} as const satisfies Readonly<Record<string, TeacherFamilyFacts>>;

/** What kind of network the teacher is. */
export type TeacherFamily = keyof typeof TEACHERS;
export const TEACHER_FAMILIES: readonly TeacherFamily[] = keysOf(TEACHERS);

export function teacherFamilyOf(family: TeacherFamily): TeacherFamilyFacts {
  return TEACHERS[family];
}

/** The families of the shipped teachers of a data set; the usual one comes first. */
export function shippedTeachers(dataset: DatasetId): readonly TeacherFamily[] {
  return datasetOf(dataset).teachers;
}

/** Name of a shipped teacher's files, without extension. The ResNet has the name of its data set alone. */
export function shippedTeacherName(dataset: DatasetId, family: TeacherFamily): string {
  return family === 'resnet' ? dataset : `${dataset}-${family}`;
}
