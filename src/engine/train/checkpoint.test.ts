import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../experiment/config';
import { microExperiment } from '../../experiment/testing/microExperiment';
import { belongsTo, CHECKPOINT_VERSION, type Checkpoint } from './checkpoint';

const config = microExperiment();
const checkpointOf = (given: Partial<ExperimentConfig>) =>
  ({
    version: CHECKPOINT_VERSION,
    config: given,
    datasetFingerprint: 'shapes-1',
  }) as Checkpoint;

test('a run is one of its experiment, live values aside', () => {
  expect(belongsTo(checkpointOf(config), config, 'shapes-1')).toBe(true);
  expect(belongsTo(checkpointOf({ ...config, tau: 9 }), config, 'shapes-1')).toBe(true);
  expect(belongsTo(checkpointOf({ ...config, dim: 32 }), config, 'shapes-1')).toBe(false);
  expect(belongsTo(checkpointOf(config), config, 'shapes-2')).toBe(false);
});

test('a run of an earlier version did what there was then: it is taken up again', () => {
  const { border: _, ...earlier } = config;
  expect(belongsTo(checkpointOf(earlier), config, 'shapes-1')).toBe(true);
  expect(belongsTo(checkpointOf(earlier), { ...config, border: 'mean' }, 'shapes-1')).toBe(false);
});
