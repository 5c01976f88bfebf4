import * as tf from '@tensorflow/tfjs-core';
import { LABEL_TWICE_WEIGHT, learnsFromTeacher } from '../../../experiment/config';
import { ROW, ROW_WIDTH, SCALAR, SCALARS } from '../../step/layout';
import type { LossInputs, LossStrategy } from './terms';

/** Plain composition of tfjs operations: the reference in tests, and the fallback on WebGL and CPU. Returns the terms, [8]. */
export function distillationLossReference(
  { cls, dist, teacher }: LossInputs,
  { distillation, klNormalisation }: LossStrategy,
  step: tf.Tensor,
): tf.Tensor {
  const [batch, classes] = cls.shape as [number, number];
  const scalar = (i: number) => tf.reshape(tf.slice(step, i, 1), []);
  const rows = tf.reshape(tf.slice(step, SCALARS, batch * ROW_WIDTH), [batch, ROW_WIDTH]);
  const labels = tf.cast(tf.reshape(tf.slice(rows, [0, ROW.label], [batch, 1]), [batch]), 'int32');
  // Mixed pictures have two labels, each with the share of its picture; [B, 1] and [B, C].
  const share = scalar(SCALAR.partnerShare);
  const labelled = tf.sub(1, tf.slice(rows, [0, ROW.unlabelled], [batch, 1]));
  const mixed = (own: tf.Tensor) => tf.add(tf.mul(tf.sub(1, share), own), tf.mul(share, tf.reverse(own, 0)));
  // Answers are compared with the label of the greater share.
  const main = <T extends tf.Tensor>(own: T) => tf.where(tf.greater(share, 0.5), tf.reverse(own, 0), own) as T;
  const [mainLabels, counts] = [main(labels), tf.reshape(main(labelled), [batch])];
  // A count has no gradient, and tfjs has none for its operations.
  const correct = tf.customGrad((...args) => {
    const logits = args[0] as tf.Tensor;
    return {
      value: tf.sum(tf.mul(tf.cast(tf.equal(tf.argMax(logits, -1), mainLabels), 'float32'), counts)),
      gradFunc: () => tf.zerosLike(logits),
    };
  });
  const zero = tf.scalar(0);

  const smoothing = scalar(SCALAR.labelSmoothing);
  const targets = tf.add(tf.mul(tf.oneHot(labels, classes), tf.sub(1, smoothing)), tf.div(smoothing, classes));
  const withLabels = (logits: tf.Tensor) =>
    tf.neg(tf.div(tf.sum(tf.mul(mixed(tf.mul(targets, labelled)), tf.logSoftmax(logits))), batch));
  const labelLoss = withLabels(cls);

  let teacherLoss: tf.Tensor = zero;
  let weight: tf.Tensor = zero;
  let factor: tf.Tensor = tf.scalar(1);
  const student = dist ?? cls;
  if (distillation === 'label') {
    weight = tf.scalar(LABEL_TWICE_WEIGHT);
    teacherLoss = withLabels(student);
  } else if (learnsFromTeacher(distillation) && teacher) {
    weight = scalar(SCALAR.lambda);
    if (distillation === 'soft') {
      const tau = scalar(SCALAR.tau);
      const teacherLog = tf.logSoftmax(tf.div(teacher, tau) as tf.Tensor2D);
      const studentLog = tf.logSoftmax(tf.div(student, tau) as tf.Tensor2D);
      const divisor = klNormalisation === 'numel' ? batch * classes : batch;
      teacherLoss = tf.div(tf.sum(tf.mul(tf.exp(teacherLog), tf.sub(teacherLog, studentLog))), divisor);
      factor = tf.square(tau);
    } else {
      const hard = tf.oneHot(tf.cast(tf.argMax(teacher, -1), 'int32'), classes);
      const smooth = scalar(SCALAR.teacherSmoothing);
      const target = tf.add(
        tf.mul(hard, tf.sub(1, smooth)),
        tf.mul(tf.sub(1, hard), tf.div(smooth, Math.max(1, classes - 1))),
      );
      teacherLoss = tf.neg(tf.div(tf.sum(tf.mul(target, tf.logSoftmax(student as tf.Tensor2D))), batch));
    }
  }
  const labelTerm = tf.mul(tf.sub(1, weight), labelLoss);
  const teacherTerm = tf.mul(tf.mul(weight, factor), teacherLoss);
  return tf.stack([
    tf.add(labelTerm, teacherTerm),
    labelLoss,
    teacherLoss,
    labelTerm,
    teacherTerm,
    correct(cls),
    dist ? correct(dist) : zero,
    teacher ? correct(teacher) : zero,
  ]);
}
