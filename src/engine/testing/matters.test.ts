import { expect, test } from 'vitest';
import type { Crop, ExperimentConfig } from '../../experiment/config';
import { fieldOf } from '../../experiment/fields/table';
import type { FieldKey } from '../../experiment/fields/types';
import { matters } from '../../experiment/fields/values';
import { pictureLoss } from '../../experiment/loss/pictureLoss';
import { microExperiment } from '../../experiment/testing/microExperiment';
import { Augmenter } from '../data/augment';
import { gatherReference } from '../kernels/gatherBatch/reference';
import { stepLength } from '../step/layout';
import { BatchAugmenter } from '../train/batchAugmenter';

/** Whether what is computed from an experiment changes with a field. */
function depends<K extends FieldKey>(
  config: ExperimentConfig,
  key: K,
  value: ExperimentConfig[K],
  compute: (config: ExperimentConfig) => unknown,
): boolean {
  return JSON.stringify(compute(config)) !== JSON.stringify(compute({ ...config, [key]: value }));
}

const logits = { cls: [1, 0.2, -1], dist: [0.3, 0.9, 0], teacher: [0, 2, 1] };
const loss = (config: ExperimentConfig) => pictureLoss(logits, 0, config);

test.each(['none', 'soft', 'hard', 'label'] as const)(
  'the loss uses exactly the fields that matter: %s',
  (distillation) => {
    const config = microExperiment({ distillation, teacher: 'pretrained' });
    for (const [key, value] of [
      ['lambda', 0.9],
      ['tau', 5],
      ['labelSmoothing', 0.1],
      ['teacherSmoothing', 0.1],
    ] as const)
      expect(depends(config, key, value, loss), key).toBe(matters(fieldOf(key), config));
    expect(depends(config, 'klNormalisation', 'numel', loss)).toBe(matters(fieldOf('klNormalisation'), config));
  },
);

const SIDE = 32;
const crops = (config: ExperimentConfig) => {
  const augmenter = new Augmenter(config);
  return Array.from({ length: 20 }, (_, element) => augmenter.draw(SIDE, SIDE, 0, element));
};
/** A batch of white images as it is cut, on the CPU. */
const batch = (config: ExperimentConfig) => {
  const count = 8;
  const values = new Float32Array(stepLength(count, 0));
  const augmenter = new BatchAugmenter(config);
  for (let b = 0; b < count; b++) augmenter.writePicture(values, 0, b, SIDE, SIDE);
  const about = { count: 1, height: SIDE, width: SIDE, channels: 1, mean: [0.5], std: [1] };
  const white = new Uint8Array(SIDE * SIDE).fill(255);
  return Array.from(gatherReference(white, about, values, count, config.imageSize, config.border));
};

test.each<[Crop, number]>([
  ['none', 16],
  ['none', 32],
  ['none', 48],
  ['shift', 32],
  ['resized', 32],
])('the batch uses exactly the fields that matter: crop %s at %i px', (crop, imageSize) => {
  const config = microExperiment({ crop, imageSize });
  expect(depends(config, 'shiftPixels', 3, crops)).toBe(matters(fieldOf('shiftPixels'), config));
  expect(depends(config, 'cropMinArea', 0.1, crops)).toBe(matters(fieldOf('cropMinArea'), config));
  expect(depends(config, 'border', 'mean', batch)).toBe(matters(fieldOf('border'), config));
});
