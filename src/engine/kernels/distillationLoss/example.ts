import * as tf from '@tensorflow/tfjs-core';
import { ROW, rowStart, SCALAR, stepLength } from '../../step/layout';
import { StepInputs } from '../../step/stepInputs';
import { type KernelExample, type Op, randomValues } from '../example';
import { distillationLoss } from '.';
import { distillationLossReference } from './reference';
import { TERM } from './terms';

const STRATEGY = { distillation: 'soft', klNormalisation: 'batchmean' } as const;

/** The total of soft distillation at tau 3 and lambda 0.5; labels and the teacher's logits are fixed. */
function total(op: 'fused' | 'reference'): Op {
  return (...tensors) => {
    const [cls, dist] = tensors as [tf.Tensor, tf.Tensor];
    const [batch, classes] = cls.shape as [number, number];
    const values = new Float32Array(stepLength(batch, 0));
    values[SCALAR.tau] = 3;
    values[SCALAR.lambda] = 0.5;
    for (let b = 0; b < batch; b++) values[rowStart(b) + ROW.label] = b % classes;
    const { data, shape } = randomValues([batch, classes], 3);
    const heads = { cls, dist, teacher: tf.tensor(Array.from(data), shape) };
    if (op === 'reference')
      return tf.slice(distillationLossReference(heads, STRATEGY, tf.tensor1d(values)), TERM.total, 1);
    const step = new StepInputs(values.length);
    step.write(values);
    return tf.slice(distillationLoss(heads, STRATEGY, step), TERM.total, 1);
  };
}

export const example: KernelExample = {
  summary: 'total of soft distillation: logits of the class head and of the distillation head',
  shape: { batch: 6, classes: 10 },
  inputs: (sizes) => [randomValues([...sizes]), randomValues([...sizes], 2)],
  fused: total('fused'),
  reference: total('reference'),
  differentiable: true,
};
