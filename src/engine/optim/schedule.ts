import type { ExperimentConfig } from '../../experiment/config';

type ScheduleConfig = Pick<ExperimentConfig, 'minLearningRate' | 'warmupEpochs' | 'epochs'>;

/**
 * Linear warm-up, then a cosine to the final learning rate (paper, Table 9; timm's CosineLRScheduler, by step instead of
 * epoch). The peak may be moved while training: the schedule is a share of it.
 *
 * @param step optimiser steps done before this one, from 0
 */
export function learningRateAt(step: number, peak: number, stepsPerEpoch: number, config: ScheduleConfig): number {
  const warmup = Math.round(config.warmupEpochs * stepsPerEpoch);
  const total = Math.max(config.epochs * stepsPerEpoch, warmup + 1);
  if (step < warmup) return (peak * (step + 1)) / warmup;
  const done = Math.min(1, (step - warmup) / Math.max(1, total - warmup));
  const low = Math.min(config.minLearningRate, peak);
  return low + 0.5 * (peak - low) * (1 + Math.cos(Math.PI * done));
}
