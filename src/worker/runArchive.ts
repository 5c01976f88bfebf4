import type { KeptRun } from '../engine/io/runFile';
import { type RunSummary, summaryOf } from '../engine/io/runSummary';
import { type Problem, ProblemError, problemOf } from '../experiment/problem';
import { notKept } from './problems';
import { browserStore, type RunStore } from './runStore';

/** Longest name of a run. */
const MAX_LETTERS = 200;

export interface ArchiveEvents {
  /** Called after each change with all runs, the latest first. */
  changed(runs: RunSummary[]): void;
  problem(problem: Problem): void;
}

/**
 * The kept runs. A kept run never changes, except for its name. If the browser has no room for a run, it is listed, opened and
 * exported like the others as long as the worker lives, and stored as soon as there is room.
 */
export class RunArchive {
  readonly #events: ArchiveEvents;
  readonly #store: RunStore;
  readonly #unstored = new Map<string, KeptRun>();
  #deleted: { id: string; run: KeptRun } | null = null;
  #taken = 0;
  /** Problems that were reported. A browser that stores nothing has the same problem with every run. */
  readonly #reported = new Set<string>();

  constructor(events: ArchiveEvents, store: RunStore = browserStore) {
    this.#events = events;
    this.#store = store;
  }

  /** All runs, the latest first. */
  async list(): Promise<RunSummary[]> {
    const stored = await this.#store.summaries().catch(() => []);
    const others = [...this.#unstored].map(([id, run]) => summaryOf(id, run, false));
    return [...stored, ...others].sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** Adds a run. Its name gets a number if another run has it. */
  async keep(given: KeptRun): Promise<RunSummary> {
    const names = new Set((await this.list()).map(({ name }) => name));
    const run = { ...given, name: unused(given.name, names) };
    // Sorts by time.
    const id = `${new Date().toISOString()}-${String(this.#taken++).padStart(6, '0')}`;
    const problem = await this.#write(id, run);
    if (!problem) await this.#storeOthers();
    await this.#changed();
    this.#report(problem);
    return summaryOf(id, run, problem === null);
  }

  /** @throws ProblemError `not-found` if another page deleted it */
  async read(id: string): Promise<KeptRun> {
    const run = this.#unstored.get(id) ?? (await this.#store.read(id).catch(() => undefined));
    if (!run) throw new ProblemError('not-found', 'This run no longer exists.', { remedy: 'Choose another one.' });
    return run;
  }

  /** A blank name changes nothing. */
  async rename(id: string, name: string): Promise<void> {
    const given = name.trim().slice(0, MAX_LETTERS);
    if (given === '') return;
    const held = this.#unstored.get(id);
    if (held) this.#unstored.set(id, { ...held, name: given });
    else await this.#store.rename(id, given);
    await this.#changed();
  }

  /** `bringBack` restores the run that was removed last. */
  async remove(id: string): Promise<void> {
    this.#deleted = { id, run: await this.read(id) };
    if (!this.#unstored.delete(id)) await this.#store.remove(id);
    await this.#storeOthers();
    await this.#changed();
  }

  async bringBack(): Promise<void> {
    if (!this.#deleted) return;
    const { id, run } = this.#deleted;
    this.#deleted = null;
    const problem = await this.#write(id, run);
    await this.#changed();
    this.#report(problem);
  }

  /** @returns why it was not stored; then the run is held here. Null if it was stored */
  async #write(id: string, run: KeptRun): Promise<Problem | null> {
    try {
      await this.#store.write(id, run);
      this.#unstored.delete(id);
      return null;
    } catch (error) {
      this.#unstored.set(id, run);
      const full = error instanceof DOMException && error.name === 'QuotaExceededError';
      return notKept(run.name, full ? null : problemOf(error).message);
    }
  }

  /** Tries the runs again that there was no room for. */
  async #storeOthers(): Promise<void> {
    for (const [id, run] of [...this.#unstored]) {
      await this.#store.write(id, run).then(
        () => this.#unstored.delete(id),
        () => undefined,
      );
    }
  }

  #report(problem: Problem | null): void {
    if (!problem || this.#reported.has(problem.message)) return;
    this.#reported.add(problem.message);
    this.#events.problem(problem);
  }

  async #changed(): Promise<void> {
    this.#events.changed(await this.list());
  }
}

function unused(name: string, taken: ReadonlySet<string>): string {
  let next = name;
  for (let i = 2; taken.has(next); i++) next = `${name} (${i})`;
  return next;
}
