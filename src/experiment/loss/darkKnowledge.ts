import { softmax } from './fusion';
import { logSoftmax } from './pictureLoss';

/** What one class, or all remaining classes together, adds to KL(ψ(teacher/τ) ‖ ψ(student/τ)). */
export interface KlRow {
  /** Null for the row of all remaining classes. */
  label: number | null;
  /** Number of classes in the row. */
  count: number;
  teacher: number;
  student: number;
  /** Σ p_teacher · log(p_teacher / p_student), in nats; negative if the student's probability is higher than the teacher's. */
  adds: number;
}

/**
 * The divergence class by class, the teacher's most probable classes first. `always` (the label) has its own row; the remaining
 * classes share the last row. The sum of `adds` is the divergence.
 *
 * @param most maximum number of rows
 */
export function klRows(
  teacher: ArrayLike<number>,
  student: ArrayLike<number>,
  tau: number,
  { most, always }: { most: number; always: number | null },
): KlRow[] {
  const [p, q] = [softmax(teacher, tau), softmax(student, tau)];
  const [logP, logQ] = [logSoftmax(teacher, tau), logSoftmax(student, tau)];
  const all: KlRow[] = p.map((value, label) => ({
    label,
    count: 1,
    teacher: value,
    student: q[label]!,
    adds: value * (logP[label]! - logQ[label]!),
  }));
  const order = [...all].sort((a, b) => b.teacher - a.teacher);
  if (order.length <= most) return order;
  const shown = order.slice(0, most - 1);
  if (always !== null && !shown.some(({ label }) => label === always)) shown[shown.length - 1] = all[always]!;
  const rest = order.filter((row) => !shown.includes(row));
  const sum = (key: 'teacher' | 'student' | 'adds') => rest.reduce((total, row) => total + row[key], 0);
  return [
    ...shown,
    { label: null, count: rest.length, teacher: sum('teacher'), student: sum('student'), adds: sum('adds') },
  ];
}
