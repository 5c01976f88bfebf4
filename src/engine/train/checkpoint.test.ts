import { describe, expect, test } from 'vitest';
import type { ExperimentConfig } from '../../experiment/config';
import { ASSUMED } from '../../experiment/fields/migrate';
import { FIELDS, isLive } from '../../experiment/fields/table';
import { matters } from '../../experiment/fields/values';
import { microExperiment } from '../../experiment/testing/microExperiment';
import { belongsTo, CHECKPOINT_VERSION, type Checkpoint, isTheSame } from './checkpoint';

const config = microExperiment();
const checkpointOf = (given: Partial<ExperimentConfig>) =>
  ({
    version: CHECKPOINT_VERSION,
    config: given,
    datasetFingerprint: 'shapes-1',
  }) as Checkpoint;

test('a run belongs to its experiment; live values may differ', () => {
  const soft = microExperiment({ distillation: 'soft', teacher: 'pretrained' });
  expect(belongsTo(checkpointOf(soft), soft, 'shapes-1')).toBe(true);
  expect(belongsTo(checkpointOf({ ...soft, tau: 9 }), soft, 'shapes-1')).toBe(true);
  expect(isTheSame(checkpointOf({ ...soft, tau: 9 }), soft, 'shapes-1')).toBe(false);
  expect(belongsTo(checkpointOf({ ...soft, dim: 32 }), soft, 'shapes-1')).toBe(false);
  expect(belongsTo(checkpointOf(soft), soft, 'shapes-2')).toBe(false);
});

test('a field that the run does not use may differ', () => {
  const control = microExperiment({ distillation: 'label' });
  expect(isTheSame(checkpointOf({ ...control, lambda: 0.9, cropMinArea: 0.1 }), control, 'shapes-1')).toBe(true);
  expect(isTheSame(checkpointOf({ ...control, labelSmoothing: 0.1 }), control, 'shapes-1')).toBe(false);
  const shifted = microExperiment({ crop: 'shift' });
  expect(belongsTo(checkpointOf({ ...shifted, shiftPixels: 3 }), shifted, 'shapes-1')).toBe(false);
});

// Every field in turn is the one that was just added.
describe.each(FIELDS.map((field) => [field.key, field] as const))('a run from before %s was a field', (key, field) => {
  const now = { ...config, [key]: ASSUMED[key] };
  const { [key]: _, ...earlier } = now;

  test('continues if the field has its assumed value', () => {
    expect(belongsTo(checkpointOf(earlier), now, 'shapes-1')).toBe(true);
    expect(isTheSame(checkpointOf(earlier), now, 'shapes-1')).toBe(true);
  });

  test('does not continue if the field has another value that matters', () => {
    const other =
      field.type === 'toggle'
        ? !ASSUMED[key]
        : field.type === 'choice'
          ? field.options.find(({ value }) => value !== ASSUMED[key])!.value
          : field.max;
    const changed = { ...now, [key]: other };
    const differs = matters(field, changed) || matters(field, now);
    expect(isTheSame(checkpointOf(earlier), changed, 'shapes-1')).toBe(!differs);
    expect(belongsTo(checkpointOf(earlier), changed, 'shapes-1')).toBe(!differs || isLive(key));
  });
});
