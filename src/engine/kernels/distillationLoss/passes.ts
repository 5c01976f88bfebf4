import type { Tensor } from '@tensorflow/tfjs-core';
import { LABEL_TWICE_WEIGHT, learnsFromTeacher } from '../../../experiment/config';
import type { CapturingBackend } from '../../gpu/capturingBackend';
import { ROW, ROW_WIDTH, SCALAR, SCALARS } from '../../step/layout';
import type { StepInputs } from '../../step/stepInputs';
import { type LossInputs, type LossStrategy, TERM, TERMS } from './terms';

/** What the passes derive from inputs and strategy. */
interface Layout {
  batch: number;
  classes: number;
  hasDist: boolean;
  /** Name of the logits that the teacher's term reads. */
  student: 'dist' | 'cls';
  /** Whether the teacher's term reads the teacher. */
  teaching: boolean;
  /** The teacher's term is KL at temperature tau; otherwise it is a cross entropy. */
  soft: boolean;
  /** The second head learns the label too. */
  twice: boolean;
  /** WGSL expression for the weight of the teacher's term. */
  lambda: string;
}

function layoutOf({ cls, dist, teacher }: LossInputs, { distillation }: LossStrategy): Layout {
  const [batch, classes] = cls.shape as [number, number];
  const teaching = learnsFromTeacher(distillation) && teacher !== null;
  const twice = distillation === 'label';
  return {
    batch,
    classes,
    hasDist: dist !== null,
    student: dist ? 'dist' : 'cls',
    teaching,
    soft: teaching && distillation === 'soft',
    twice,
    lambda: twice ? `${LABEL_TWICE_WEIGHT}` : teaching ? `step[${SCALAR.lambda}]` : '0.0',
  };
}

/** The student's logits by their names in WGSL. */
function headsOf({ cls, dist }: LossInputs): Record<string, Tensor> {
  return dist ? { cls, dist } : { cls };
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

/** Constants, targets and row functions of one pass. `withTeacher`: the pass binds the teacher's logits. */
function sharedCode(
  { batch, classes, hasDist }: Layout,
  { klNormalisation }: LossStrategy,
  withTeacher: boolean,
): string {
  return `
const B = ${batch}u; const C = ${classes}u;
const KL_SCALE = ${klNormalisation === 'numel' ? 1 / classes : 1}f;
fn labelOf(b: u32) -> u32 { return u32(step[${SCALARS}u + b * ${ROW_WIDTH}u + ${ROW.label}u]); }
fn partner(b: u32) -> u32 { return B - 1u - b; }
fn labelled(b: u32) -> f32 { return 1.0 - step[${SCALARS}u + b * ${ROW_WIDTH}u + ${ROW.unlabelled}u]; }
${rowFunctions('cls', classes)}
${hasDist ? rowFunctions('dist', classes) : ''}
${withTeacher ? rowFunctions('teacher', classes) : ''}
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
}

/** WGSL that adds one row's teacher loss to `teacherLoss`. The three cases are exclusive. */
function teacherLossCode({ soft, teaching, twice, student }: Layout): string {
  return `${
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
  }`;
}

/** Sums of one image, [B, TERMS]: its two losses, unweighted, and whether each answer is correct. */
export function rowsPass(gpu: CapturingBackend, inputs: LossInputs, strategy: LossStrategy, step: StepInputs): Tensor {
  const layout = layoutOf(inputs, strategy);
  const { batch, hasDist } = layout;
  const { teacher } = inputs;
  return gpu.run({
    name: 'distillationLossRows',
    inputs: { ...headsOf(inputs), ...(teacher ? { teacher } : {}), step: step.tensor },
    outputs: { perImage: { shape: [batch, TERMS] } },
    invocations: batch,
    code: `${sharedCode(layout, strategy, teacher !== null)}
fn kernel(b: u32) {
  let row = b * C;
  let label = labelOf(mainOf(b));
  let counts = labelled(mainOf(b));
  let clsSum = clsLogSum(row, 1.0);
  var labelLoss = 0.0;
  for (var c = 0u; c < C; c++) { labelLoss += labelTarget(b, c) * (clsSum - cls[row + c]); }
  var teacherLoss = 0.0;
  ${teacherLossCode(layout)}
  let out = b * ${TERMS}u;
  perImage[out + ${TERM.labelLoss}u] = labelLoss;
  perImage[out + ${TERM.teacherLoss}u] = teacherLoss;
  perImage[out + ${TERM.clsCorrect}u] = counts * f32(clsTop(row) == label);
  perImage[out + ${TERM.distCorrect}u] = ${hasDist ? 'counts * f32(distTop(row) == label)' : '0.0'};
  perImage[out + ${TERM.teacherCorrect}u] = ${teacher ? 'counts * f32(teacherTop(row) == label)' : '0.0'};
}`,
  }).perImage;
}

/** Means over the batch, [TERMS]; see TERM. */
export function termsPass(
  gpu: CapturingBackend,
  perImage: Tensor,
  inputs: LossInputs,
  strategy: LossStrategy,
  step: StepInputs,
): Tensor {
  const { batch, lambda, soft } = layoutOf(inputs, strategy);
  return gpu.run({
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
  }).terms;
}

/** Gradients of `total` for the heads' logits, [B, C] each: the class head's, then the second head's if there is one. */
export function gradientPass(
  gpu: CapturingBackend,
  inputs: LossInputs,
  strategy: LossStrategy,
  step: StepInputs,
  dy: Tensor,
): Tensor[] {
  const layout = layoutOf(inputs, strategy);
  const { batch, classes, hasDist, teaching, twice, soft, student, lambda } = layout;
  const shape = [batch, classes];
  const outputs: Record<string, { shape: number[] }> = hasDist
    ? { dCls: { shape }, dDist: { shape } }
    : { dCls: { shape } };
  const gradients = gpu.run({
    name: 'distillationLossGradient',
    inputs: { ...headsOf(inputs), ...(teaching ? { teacher: inputs.teacher! } : {}), step: step.tensor, dy },
    outputs,
    invocations: batch,
    code: `${sharedCode(layout, strategy, teaching)}
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
  for (var c = 0u; c < C; c++) {${secondGradientCode(layout)}
  }`
      : ''
  }
}`,
  });
  return hasDist ? [gradients.dCls!, gradients.dDist!] : [gradients.dCls!];
}

/** WGSL for the gradient of the teacher's term at one logit. */
function secondGradientCode({ soft, twice, student, hasDist }: Layout): string {
  const byTarget = (mass: string, target: string) =>
    `    let g = lambda * (${mass}exp(${student}[row + c] - studentSum) - ${target});`;
  return `
${
  soft
    ? `    let g = lambda * tau * KL_SCALE * (exp(${student}[row + c] / tau - studentSum) - exp(teacher[row + c] / tau - teacherSum));`
    : twice
      ? byTarget('weight * ', 'labelTarget(b, c)')
      : byTarget('', 'hardTarget(top, c)')
}
    ${hasDist ? 'dDist[row + c] = scale * g;' : 'dCls[row + c] += scale * g;'}`;
}
