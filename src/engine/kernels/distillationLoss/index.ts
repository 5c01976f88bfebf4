import * as tf from '@tensorflow/tfjs-core';
import {
  type Distillation,
  type KlNormalisation,
  LABEL_TWICE_WEIGHT,
  learnsFromTeacher,
} from '../../../experiment/config';
import { fusedBackend } from '../../gpu/fused';
import { ROW, ROW_WIDTH, SCALAR, SCALARS } from '../../step/layout';
import type { StepInputs } from '../../step/stepInputs';
import { distillationLossReference } from './reference';

/** What is fixed for a run; τ, λ and both ε come from the step inputs, the labels from its rows. */
export interface LossStrategy {
  distillation: Distillation;
  klNormalisation: KlNormalisation;
}

export interface LossInputs {
  /** Logits of the class head, [B, C]. */
  cls: tf.Tensor;
  /** Logits of the second head, [B, C]; null: the teacher's term reads the class head ("usual" distillation). */
  dist: tf.Tensor | null;
  /** Teacher's logits, [B, C]; null without distillation. */
  teacher: tf.Tensor | null;
}

/** Places in the terms that the loss returns. Losses are means over the whole batch; the counts are labelled images. */
export const TERM = {
  total: 0,
  /** Cross entropy with the (smoothed) labels, unweighted; an image without a label adds 0. */
  labelLoss: 1,
  /**
   * KL at temperature τ without τ², or cross entropy with the teacher's argmax; unweighted. Where both tokens learn the label:
   * the second head's cross entropy with it.
   */
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
 * soft `(1−λ)·CE(cls, y) + λ·τ²·KL(teacher/τ ‖ dist/τ)`, hard `(1−λ)·CE(cls, y) + λ·CE(dist, argmax teacher)`, none `CE(cls, y)`;
 * label `½·CE(cls, y) + ½·CE(dist, y)`, whatever λ: two class tokens, the control of section 4.
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
  const teaching = learnsFromTeacher(distillation) && inputs.teacher !== null;
  const twice = distillation === 'label';
  const hasDist = inputs.dist !== null;
  const student = hasDist ? 'dist' : 'cls';
  const soft = teaching && distillation === 'soft';
  const lambda = twice ? `${LABEL_TWICE_WEIGHT}` : teaching ? `step[${SCALAR.lambda}]` : '0.0';
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
  ${
    twice
      ? `let studentSum = ${student}LogSum(row, 1.0);
  for (var c = 0u; c < C; c++) { teacherLoss += labelTarget(b, c) * (studentSum - ${student}[row + c]); }`
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
  let lambda = ${lambda};
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
        const byTarget = (mass: string, target: string) =>
          `    let g = lambda * (${mass}exp(${student}[row + c] - studentSum) - ${target});`;
        const secondGradient = `
${
  soft
    ? `    let g = lambda * tau * KL_SCALE * (exp(${student}[row + c] / tau - studentSum) - exp(teacher[row + c] / tau - teacherSum));`
    : twice
      ? byTarget('weight * ', 'labelTarget(b, c)')
      : byTarget('', 'hardTarget(top, c)')
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
  let lambda = ${lambda};
  let clsSum = clsLogSum(row, 1.0);
  let labelScale = scale * (1.0 - lambda);
  let weight = labelWeight(b);
  for (var c = 0u; c < C; c++) {
    dCls[row + c] = labelScale * (weight * exp(cls[row + c] - clsSum) - labelTarget(b, c));
    ${hasDist ? 'dDist[row + c] = 0.0;' : ''}
  }
  ${
    teaching || twice
      ? `
  ${soft ? `let tau = step[${SCALAR.tau}]; let teacherSum = teacherLogSum(row, tau);` : 'let tau = 1.0;'}
  ${teaching && !soft ? 'let top = teacherTop(row);' : ''}
  let studentSum = ${student}LogSum(row, tau);
  for (var c = 0u; c < C; c++) {${secondGradient}
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
