import type { ExperimentConfig } from '../experiment/config';
import { isLive } from '../experiment/fields/table';
import { type Difference, differences } from '../experiment/fields/values';

/** What the form shows and the worker does not run yet. Live fields act at once, so they never wait. */
export function pendingChanges(running: ExperimentConfig, shown: ExperimentConfig): Difference[] {
  return differences(running, shown).filter(({ field }) => !isLive(field.key));
}
