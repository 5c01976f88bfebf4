import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../gpu/fused';
import type { StepInputs } from '../gpu/stepInputs';
import type { Distillation, KlNormalisation } from '../spec/experiment';
import { ROW, ROW_WIDTH, SCALAR, SCALARS } from '../train/stepLayout';

/** What is fixed for a run; τ, λ and both ε come from the step inputs, the labels from its rows. */
export interface LossStrategy {
  distillation: Distillation;
  klNormalisation: KlNormalisation;
}

export interface LossInputs {
  /** Logits of the class head, [B, C]. */
  cls: tf.Tensor;
  /** Logits of the distillation head, [B, C]; null: the teacher's term reads the class head ("usual" distillation). */
  dist: tf.Tensor | null;
  /** Teacher's logits, [B, C]; null without distillation. */
  teacher: tf.Tensor | null;
}

/** Places in the terms that the loss returns. Losses are means over the whole batch; the counts are labelled images. */
export const TERM = {
  total: 0,
  /** Cross entropy with the (smoothed) labels, unweighted; an image without a label adds 0. */
  labelLoss: 1,
  /** KL at temperature τ without τ², or cross entropy with the teacher's argmax; unweighted. */
  teacherLoss: 2,
  /** (1 − λ) · label loss. */
  labelTerm: 3,
  /** λ · [τ²] · teacher loss. */
  teacherTerm: 4,
  clsCorrect: 5,
  distCorrect: 6,
  teacherCorrect: 7,
} as const;
export const TERMS = 8;

/**
 * Both losses over both heads (paper, section 4; `deit/losses.py`):
 * soft `(1−λ)·CE(cls, y) + λ·τ²·KL(teacher/τ ‖ dist/τ)`, hard `(1−λ)·CE(cls, y) + λ·CE(dist, argmax teacher)`, none `CE(cls, y)`.
 * Label smoothing ε applies to the label's term (1−ε on the label, plus ε/C on every class); teacher smoothing to the
 * teacher's hard labels (1−ε on the label, ε shared by the rest).
 *
 * Under mixup and CutMix the label term is the cross entropy with both labels, each with its picture's share; the teacher has
 * seen the mixed picture, so that its answer needs no mixing.
 *
 * An image without a label has no label term and counts in nobody's answers. Both losses are still divided by the whole
 * batch, so that a labelled image weighs the same whatever lies beside it, and the sum over an epoch does not depend on
 * how the labelled images fall into batches.
 *
 * @returns the terms, [8], see TERM; the gradient is that of `total`, whatever is done with the others.
 */
export function distillationLoss(inputs: LossInputs, strategy: LossStrategy, step: StepInputs): tf.Tensor {
  return fusedBackend()
    ? distillationLossFused(inputs, strategy, step)
    : distillationLossReference(inputs, strategy, step.tensor);
}

/** The same as a plain composition. */
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
  const labelLoss = tf.neg(tf.div(tf.sum(tf.mul(mixed(tf.mul(targets, labelled)), tf.logSoftmax(cls))), batch));

  let teacherLoss: tf.Tensor = zero;
  let weight: tf.Tensor = zero;
  let factor: tf.Tensor = tf.scalar(1);
  if (distillation !== 'none' && teacher) {
    const student = dist ?? cls;
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

/** Functions over one row of logits that forward and gradient share. */
function rowFunctions(name: string, classes: number): string {
  return `
fn ${name}Top(row: u32) -> u32 {
  var best = 0u;
  for (var c = 1u; c < ${classes}u; c++) { if (${name}[row + c] > ${name}[row + best]) { best = c; } }
  return best;
}
// log Σ exp(z / tau) of one row, with the largest logit taken out.
fn ${name}LogSum(row: u32, tau: f32) -> f32 {
  let most = ${name}[row + ${name}Top(row)];
  var sum = 0.0;
  for (var c = 0u; c < ${classes}u; c++) { sum += exp((${name}[row + c] - most) / tau); }
  return most / tau + log(sum);
}`;
}

function distillationLossFused(inputs: LossInputs, strategy: LossStrategy, step: StepInputs): tf.Tensor {
  const { distillation, klNormalisation } = strategy;
  const [batch, classes] = inputs.cls.shape as [number, number];
  const teaching = distillation !== 'none' && inputs.teacher !== null;
  const hasDist = inputs.dist !== null;
  const student = hasDist ? 'dist' : 'cls';
  const soft = teaching && distillation === 'soft';
  const given = hasDist ? [inputs.cls, inputs.dist!] : [inputs.cls];
  const teacherInput: Record<string, tf.Tensor> = inputs.teacher ? { teacher: inputs.teacher } : {};

  const shared = `
const B = ${batch}u; const C = ${classes}u;
const KL_SCALE = ${klNormalisation === 'numel' ? 1 / classes : 1}f;
fn labelOf(b: u32) -> u32 { return u32(step[${SCALARS}u + b * ${ROW_WIDTH}u + ${ROW.label}u]); }
fn partner(b: u32) -> u32 { return B - 1u - b; }
fn labelled(b: u32) -> f32 { return 1.0 - step[${SCALARS}u + b * ${ROW_WIDTH}u + ${ROW.unlabelled}u]; }
${rowFunctions('cls', classes)}
${hasDist ? rowFunctions('dist', classes) : ''}
${inputs.teacher ? rowFunctions('teacher', classes) : ''}
fn ownTarget(b: u32, c: u32) -> f32 {
  let smoothing = step[${SCALAR.labelSmoothing}];
  return labelled(b) * (smoothing / f32(C) + select(0.0, 1.0 - smoothing, c == labelOf(b)));
}
// Mixed pictures have two labels, each with the share of its picture.
fn labelTarget(b: u32, c: u32) -> f32 {
  let share = step[${SCALAR.partnerShare}];
  return (1.0 - share) * ownTarget(b, c) + share * ownTarget(partner(b), c);
}
fn labelWeight(b: u32) -> f32 {
  let share = step[${SCALAR.partnerShare}];
  return (1.0 - share) * labelled(b) + share * labelled(partner(b));
}
// Answers are compared with the label of the greater share.
fn mainOf(b: u32) -> u32 { return select(b, partner(b), step[${SCALAR.partnerShare}] > 0.5); }
fn hardTarget(top: u32, c: u32) -> f32 {
  let smoothing = step[${SCALAR.teacherSmoothing}];
  return select(smoothing / ${Math.max(1, classes - 1)}f, 1.0 - smoothing, c == top);
}`;

  const named = (heads: tf.Tensor[]): Record<string, tf.Tensor> =>
    hasDist ? { cls: heads[0]!, dist: heads[1]! } : { cls: heads[0]! };
  const loss = tf.customGrad((...args) => {
    const save = args.pop() as unknown as tf.GradSaveFunc;
    const heads = args as tf.Tensor[];
    const names = named(heads);
    const gpu = fusedBackend()!;
    const { perImage } = gpu.run({
      name: 'distillationLossRows',
      inputs: { ...names, ...teacherInput, step: step.tensor },
      outputs: { perImage: { shape: [batch, TERMS] } },
      invocations: batch,
      code: `${shared}
fn kernel(b: u32) {
  let row = b * C;
  let label = labelOf(mainOf(b));
  let counts = labelled(mainOf(b));
  let clsSum = clsLogSum(row, 1.0);
  var labelLoss = 0.0;
  for (var c = 0u; c < C; c++) { labelLoss += labelTarget(b, c) * (clsSum - cls[row + c]); }
  var teacherLoss = 0.0;
  ${
    soft
      ? `let tau = step[${SCALAR.tau}];
  let teacherSum = teacherLogSum(row, tau);
  let studentSum = ${student}LogSum(row, tau);
  for (var c = 0u; c < C; c++) {
    let logT = teacher[row + c] / tau - teacherSum;
    teacherLoss += exp(logT) * (logT - (${student}[row + c] / tau - studentSum));
  }
  teacherLoss *= KL_SCALE;`
      : ''
  }
  ${
    teaching && !soft
      ? `let top = teacherTop(row);
  let studentSum = ${student}LogSum(row, 1.0);
  for (var c = 0u; c < C; c++) { teacherLoss += hardTarget(top, c) * (studentSum - ${student}[row + c]); }`
      : ''
  }
  let out = b * ${TERMS}u;
  perImage[out + ${TERM.labelLoss}u] = labelLoss;
  perImage[out + ${TERM.teacherLoss}u] = teacherLoss;
  perImage[out + ${TERM.clsCorrect}u] = counts * f32(clsTop(row) == label);
  perImage[out + ${TERM.distCorrect}u] = ${hasDist ? 'counts * f32(distTop(row) == label)' : '0.0'};
  perImage[out + ${TERM.teacherCorrect}u] = ${inputs.teacher ? 'counts * f32(teacherTop(row) == label)' : '0.0'};
}`,
    });
    const { terms } = gpu.run({
      name: 'distillationLossTerms',
      inputs: { perImage, step: step.tensor },
      outputs: { terms: { shape: [TERMS] } },
      invocations: 1,
      code: `
fn total(term: u32) -> f32 {
  var sum = 0.0;
  for (var b = 0u; b < ${batch}u; b++) { sum += perImage[b * ${TERMS}u + term]; }
  return sum;
}
fn kernel(i: u32) {
  let lambda = ${teaching ? `step[${SCALAR.lambda}]` : '0.0'};
  let tau = ${soft ? `step[${SCALAR.tau}]` : '1.0'};
  let labelLoss = total(${TERM.labelLoss}u) / ${batch}f;
  let teacherLoss = total(${TERM.teacherLoss}u) / ${batch}f;
  let labelTerm = (1.0 - lambda) * labelLoss;
  let teacherTerm = lambda * tau * tau * teacherLoss;
  terms[${TERM.total}] = labelTerm + teacherTerm;
  terms[${TERM.labelLoss}] = labelLoss;
  terms[${TERM.teacherLoss}] = teacherLoss;
  terms[${TERM.labelTerm}] = labelTerm;
  terms[${TERM.teacherTerm}] = teacherTerm;
  terms[${TERM.clsCorrect}] = total(${TERM.clsCorrect}u);
  terms[${TERM.distCorrect}] = total(${TERM.distCorrect}u);
  terms[${TERM.teacherCorrect}] = total(${TERM.teacherCorrect}u);
}`,
    });
    perImage.dispose();
    save(heads);
    return {
      value: terms,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const names = named(saved);
        const teacherGradient = `
${
  soft
    ? `    let g = lambda * tau * KL_SCALE * (exp(${student}[row + c] / tau - studentSum) - exp(teacher[row + c] / tau - teacherSum));`
    : `    let g = lambda * (exp(${student}[row + c] - studentSum) - hardTarget(top, c));`
}
    ${hasDist ? 'dDist[row + c] = scale * g;' : 'dCls[row + c] += scale * g;'}`;
        const gradients = gpu.run({
          name: 'distillationLossGradient',
          inputs: { ...names, ...(teaching ? teacherInput : {}), step: step.tensor, dy },
          outputs: {
            dCls: { shape: [batch, classes] },
            ...(hasDist ? { dDist: { shape: [batch, classes] } } : {}),
          } as { dCls: { shape: number[] }; dDist: { shape: number[] } },
          invocations: batch,
          code: `${teaching ? shared : shared.replace(rowFunctions('teacher', classes), '')}
fn kernel(b: u32) {
  let row = b * C;
  let scale = dy[${TERM.total}] / f32(B);
  let lambda = ${teaching ? `step[${SCALAR.lambda}]` : '0.0'};
  let clsSum = clsLogSum(row, 1.0);
  let labelScale = scale * (1.0 - lambda);
  let weight = labelWeight(b);
  for (var c = 0u; c < C; c++) {
    dCls[row + c] = labelScale * (weight * exp(cls[row + c] - clsSum) - labelTarget(b, c));
    ${hasDist ? 'dDist[row + c] = 0.0;' : ''}
  }
  ${
    teaching
      ? `
  ${soft ? `let tau = step[${SCALAR.tau}]; let teacherSum = teacherLogSum(row, tau);` : 'let tau = 1.0; let top = teacherTop(row);'}
  let studentSum = ${student}LogSum(row, tau);
  for (var c = 0u; c < C; c++) {${teacherGradient}
  }`
      : ''
  }
}`,
        });
        return hasDist ? [gradients.dCls, gradients.dDist] : [gradients.dCls];
      },
    };
  });
  return loss(...given);
}
