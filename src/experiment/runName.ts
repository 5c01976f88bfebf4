import type { ExperimentConfig } from './config';
import { strategyIn, strategyOf } from './trials/trials';

/** The default name of a run: `MNIST · usual, soft · seed 1`. */
export function runName(config: ExperimentConfig, datasetName: string): string {
  return `${datasetName} · ${strategyOf(strategyIn(config)).label} · seed ${config.seed}`;
}
