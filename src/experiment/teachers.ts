import type { DatasetId, TeacherFamily } from './config';

/** The kinds of teacher in `public/teachers`, by data set; the usual one comes first. */
export const SHIPPED_TEACHERS: Readonly<Record<DatasetId, readonly TeacherFamily[]>> = {
  shapes: ['resnet', 'transformer'],
  mnist: ['resnet'],
  cifar10: ['resnet'],
  own: [],
};

/** The name of a shipped teacher's files without extension; the ResNet's is the data set's alone. */
export function shippedTeacherName(dataset: DatasetId, family: TeacherFamily): string {
  return family === 'resnet' ? dataset : `${dataset}-${family}`;
}
