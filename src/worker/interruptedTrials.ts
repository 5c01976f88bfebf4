import { type Checkpoint, isTheSame } from '../engine/train/checkpoint';
import { isObject } from '../experiment/json';
import { type Trial, trialId } from '../experiment/trials/trials';
import { PageRecord } from '../storage/pageRecord';
import { browserTable, type StorageTable } from '../storage/table';

/** A trial that is not finished, at its last snapshot. */
export interface InterruptedTrial {
  /** As `trialId` gives it. */
  id: string;
  /** Name and test accuracy of its teacher; null without one. */
  teacher: string | null;
  checkpoint: Checkpoint;
  /** How long it has been trained. */
  seconds: number;
  /** When it was stored, in milliseconds since 1970; missing before this was stored. */
  savedAt?: number;
}

/** Interrupted trials of closed pages that are stored; the oldest are deleted. */
const MAX_ABANDONED = 8;

export const interruptedTable: StorageTable<InterruptedTrial> = browserTable('interruptedTrials');

export function isInterruptedTrial(stored: unknown): stored is InterruptedTrial {
  return (
    isObject(stored) &&
    typeof stored.id === 'string' &&
    isObject(stored.checkpoint) &&
    stored.checkpoint.parameters instanceof Map
  );
}

/** The interrupted trial of each page. A page continues its own one, or one of a closed page. */
export class InterruptedTrials {
  readonly #record: PageRecord<InterruptedTrial>;

  constructor(record = new PageRecord(interruptedTable, isInterruptedTrial)) {
    this.#record = record;
  }

  /** This very trial with the same teacher on the same images; null if it was not interrupted. It becomes this page's. */
  async find(trial: Trial, fingerprint: string, teacher: string | null): Promise<InterruptedTrial | null> {
    const isWanted = ({ id, teacher: taughtBy, checkpoint }: InterruptedTrial) =>
      id === trialId(trial) && taughtBy === teacher && isTheSame(checkpoint, trial.config, fingerprint);
    const own = await this.#record.own();
    if (own && isWanted(own)) return own;
    const times = (await this.#record.abandoned()).map(timeOf).sort((a, b) => b - a);
    const oldest = times[MAX_ABANDONED - 1] ?? 0;
    let found: InterruptedTrial | null = null;
    await this.#record.settleAbandoned(async (other) => {
      if (found || !isWanted(other)) return timeOf(other) < oldest;
      found = other;
      return this.#record.save(other);
    });
    return found;
  }

  /** Storage that refuses costs the trial nothing but its continuation. */
  async save(trial: InterruptedTrial): Promise<void> {
    await this.#record.save({ ...trial, savedAt: Date.now() });
  }

  /** Once the trial of this page is finished. */
  forget(): Promise<void> {
    return this.#record.forget();
  }
}

function timeOf({ savedAt = 0 }: InterruptedTrial): number {
  return savedAt;
}
