import * as tf from '@tensorflow/tfjs-core';
import { fusedBackend } from '../../gpu/fused';
import type { StepInputs } from '../../step/stepInputs';
import { gradientPass, rowsPass, termsPass } from './passes';
import { distillationLossReference } from './reference';
import type { LossInputs, LossStrategy } from './terms';

export { type LossInputs, type LossStrategy, TERM, TERMS } from './terms';

/**
 * Both losses over both heads (paper, section 4; `deit/losses.py`):
 * soft `(1−λ)·CE(cls, y) + λ·τ²·KL(teacher/τ ‖ dist/τ)`, hard `(1−λ)·CE(cls, y) + λ·CE(dist, argmax teacher)`, none `CE(cls, y)`;
 * label `½·CE(cls, y) + ½·CE(dist, y)` for every λ: two class tokens, the control of section 4.
 * Label smoothing ε applies to the label's term (1−ε on the label, plus ε/C on every class); teacher smoothing to the
 * teacher's hard labels (1−ε on the label, ε shared by the rest).
 *
 * Under mixup and CutMix the label term is the cross entropy with both labels, each with its picture's share; the teacher has
 * seen the mixed picture, so its answer needs no mixing.
 *
 * An image without a label has no label term and is left out of the counts of correct answers. Both losses are still divided by
 * the whole batch, so that a labelled image has the same weight in every batch, and the sum over an epoch does not depend on how
 * the labelled images are distributed over batches.
 *
 * @returns the terms, [8], see TERM; the gradient is that of `total` alone.
 */
export function distillationLoss(inputs: LossInputs, strategy: LossStrategy, step: StepInputs): tf.Tensor {
  return fusedBackend()
    ? distillationLossFused(inputs, strategy, step)
    : distillationLossReference(inputs, strategy, step.tensor);
}

/** Two dispatches forward, one backward. The teacher is outside the differentiated arguments. */
function distillationLossFused(inputs: LossInputs, strategy: LossStrategy, step: StepInputs): tf.Tensor {
  const { teacher } = inputs;
  const withHeads = ([cls, dist]: readonly tf.Tensor[]): LossInputs => ({ cls: cls!, dist: dist ?? null, teacher });
  const heads = inputs.dist ? [inputs.cls, inputs.dist] : [inputs.cls];
  return tf.customGrad((...args) => {
    const save = args.pop() as unknown as tf.GradSaveFunc;
    const given = args as tf.Tensor[];
    const gpu = fusedBackend()!;
    const perImage = rowsPass(gpu, withHeads(given), strategy, step);
    const value = termsPass(gpu, perImage, withHeads(given), strategy, step);
    perImage.dispose();
    save(given);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        gradientPass(fusedBackend()!, withHeads(saved), strategy, step, dy),
    };
  })(...heads);
}
