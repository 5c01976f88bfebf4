import type { ExperimentConfig } from './config';
import { strategyIn, strategyOf } from './trials/trials';

/** The name of a run that nobody has named: `MNIST · usual, soft · seed 1`. */
export function runName(config: ExperimentConfig, datasetName: string): string {
  return `${datasetName} · ${strategyOf(strategyIn(config)).label} · seed ${config.seed}`;
}
