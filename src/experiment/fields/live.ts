import type { ExperimentConfig } from '../config';
import { pick } from '../keys';
import { FIELDS, isLive, type LiveField } from './table';

export type LiveValues = Pick<ExperimentConfig, LiveField>;

export const LIVE_FIELDS: readonly LiveField[] = FIELDS.map(({ key }) => key).filter(isLive);

/** The live values that an experiment starts with. */
export function liveOf(config: ExperimentConfig): LiveValues {
  return pick(config, LIVE_FIELDS);
}
