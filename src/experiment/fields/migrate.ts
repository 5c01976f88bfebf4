import type { ExperimentConfig } from '../config';
import { experimentFrom } from './table';
import type { AskedConfig } from './validate';

/** What each field meant before it existed: an experiment in which every field that was added later is off. */
export const ASSUMED: ExperimentConfig = Object.freeze(experimentFrom((field) => field.assumed ?? field.default));

/**
 * A configuration that an earlier version wrote, with the fields that this version did not know. Checkpoints, saved runs, run
 * files, files of trials and addresses all go through here, so a new field means the same to each of them. Unknown values stay as
 * they are: `validate` checks them.
 */
export function migrate(given: Partial<ExperimentConfig>): ExperimentConfig;
export function migrate(given: AskedConfig): AskedConfig;
export function migrate(given: AskedConfig): AskedConfig {
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...ASSUMED, ...Object.fromEntries(known) };
}
