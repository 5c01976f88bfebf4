import { type ExperimentConfig, LABEL_TWICE_WEIGHT, learnsFromTeacher } from '../config';
import { argmax } from './fusion';

/** What the loss depends on besides the logits. */
export type LossSetting = Pick<
  ExperimentConfig,
  'distillation' | 'klNormalisation' | 'tau' | 'lambda' | 'labelSmoothing' | 'teacherSmoothing'
>;

/** The logits for one image, [classes] each. */
export interface PictureLogits {
  cls: ArrayLike<number>;
  /** Null without a second head: the teacher's term then reads the class head ("usual" distillation). */
  dist: ArrayLike<number> | null;
  teacher: ArrayLike<number> | null;
}

/** The loss of one image by terms. `weight` is the weight of the second term, 0 without one. */
export interface PictureLoss {
  total: number;
  labelTerm: number;
  labelLoss: number;
  teacherTerm: number;
  /** KL at temperature τ without τ², or cross entropy with the teacher's argmax, or of the second head with the label; unweighted. */
  teacherLoss: number;
  weight: number;
}

/**
 * The loss of one image in float64 (paper, section 4). The mean over a batch is the loss of the batch (`distillationLoss`). With the
 * reference code's `numel` the KL is also divided by the number of classes.
 */
export function pictureLoss({ cls, dist, teacher }: PictureLogits, label: number, setting: LossSetting): PictureLoss {
  const { distillation, klNormalisation, tau, lambda, labelSmoothing, teacherSmoothing } = setting;
  const classes = cls.length;
  // ε/C on every class, including the label's own.
  const withLabel = (logits: ArrayLike<number>) =>
    crossEntropy(logits, label, 1 - labelSmoothing, labelSmoothing / classes);
  const labelLoss = withLabel(cls);
  if (distillation === 'label') {
    const [weight, teacherLoss] = [LABEL_TWICE_WEIGHT, withLabel(dist ?? cls)];
    const [labelTerm, teacherTerm] = [(1 - weight) * labelLoss, weight * teacherLoss];
    return { total: labelTerm + teacherTerm, labelTerm, labelLoss, teacherTerm, teacherLoss, weight };
  }
  if (!learnsFromTeacher(distillation) || !teacher) {
    return { total: labelLoss, labelTerm: labelLoss, labelLoss, teacherTerm: 0, teacherLoss: 0, weight: 0 };
  }
  const student = dist ?? cls;
  const soft = distillation === 'soft';
  const share = teacherSmoothing / Math.max(1, classes - 1);
  const teacherLoss = soft
    ? divergence(teacher, student, tau) / (klNormalisation === 'numel' ? classes : 1)
    : crossEntropy(student, argmax(teacher), 1 - teacherSmoothing - share, share);
  const labelTerm = (1 - lambda) * labelLoss;
  const teacherTerm = lambda * (soft ? tau * tau : 1) * teacherLoss;
  return { total: labelTerm + teacherTerm, labelTerm, labelLoss, teacherTerm, teacherLoss, weight: lambda };
}

/** log ψ(z/τ), [classes]; finite for any finite logits. */
export function logSoftmax(logits: ArrayLike<number>, tau = 1): number[] {
  const scaled = Array.from(logits, (value) => value / tau);
  const most = Math.max(...scaled);
  const logSum = most + Math.log(scaled.reduce((sum, value) => sum + Math.exp(value - most), 0));
  return scaled.map((value) => value - logSum);
}

/** KL(ψ(from/τ) ‖ ψ(to/τ)) in nats. */
export function divergence(from: ArrayLike<number>, to: ArrayLike<number>, tau: number): number {
  const [p, q] = [logSoftmax(from, tau), logSoftmax(to, tau)];
  return p.reduce((sum, log, i) => sum + Math.exp(log) * (log - q[i]!), 0);
}

/** Cross entropy with a target that has `everywhere` on every class and in addition `onLabel` on one class. */
function crossEntropy(logits: ArrayLike<number>, label: number, onLabel: number, everywhere: number): number {
  const logs = logSoftmax(logits);
  return -onLabel * logs[label]! - everywhere * logs.reduce((sum, log) => sum + log, 0);
}
