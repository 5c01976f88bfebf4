import type { KeptRun } from '../../engine/io/runFile';
import { summaryOf } from '../../engine/io/runSummary';
import type { RunStore } from '../runStore';

/** A store in memory with room for a number of runs. */
export class SmallStore implements RunStore {
  readonly runs = new Map<string, KeptRun>();
  room: number;

  constructor(room: number) {
    this.room = room;
  }

  summaries = async () => [...this.runs].map(([id, run]) => summaryOf(id, run));
  read = async (id: string) => this.runs.get(id);
  write = async (id: string, run: KeptRun) => {
    if (this.runs.size >= this.room) throw new DOMException('full', 'QuotaExceededError');
    this.runs.set(id, run);
  };
  rename = async (id: string, name: string) => void this.runs.set(id, { ...this.runs.get(id)!, name });
  remove = async (id: string) => void this.runs.delete(id);
}
