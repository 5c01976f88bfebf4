import type { KeptRun } from '../engine/io/runFile';
import { type RunSummary, summaryOf } from '../engine/io/runSummary';
import { type Problem, ProblemError, problemOf } from '../experiment/problem';
import { notKept } from './problems';
import { browserStore, type RunStore } from './runStore';

/** Of a run's name. */
const MAX_LETTERS = 200;

export interface ArchiveEvents {
  /** The runs after a change, the latest first. */
  changed(runs: RunSummary[]): void;
  problem(problem: Problem): void;
}

/**
 * The runs that were kept. What is kept stays as it is, but for its name. A run that the browser has no room for is not lost: it
 * is listed, opened and exported like the others as long as the worker lives, and stored as soon as there is room.
 */
export class RunArchive {
  readonly #events: ArchiveEvents;
  readonly #store: RunStore;
  readonly #unstored = new Map<string, KeptRun>();
  #deleted: { id: string; run: KeptRun } | null = null;
  #taken = 0;
  /** A browser that keeps nothing at all says the same of every run: once is enough. */
  readonly #told = new Set<string>();

  constructor(events: ArchiveEvents, store: RunStore = browserStore) {
    this.#events = events;
    this.#store = store;
  }

  /** The latest first. */
  async list(): Promise<RunSummary[]> {
    const stored = await this.#store.summaries().catch(() => []);
    const others = [...this.#unstored].map(([id, run]) => summaryOf(id, run, false));
    return [...stored, ...others].sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** Takes a run in, under a name that no other has. */
  async keep(given: KeptRun): Promise<RunSummary> {
    const names = new Set((await this.list()).map(({ name }) => name));
    const run = { ...given, name: unused(given.name, names) };
    // Rises with time, within a session strictly.
    const id = `${new Date().toISOString()}-${String(this.#taken++).padStart(6, '0')}`;
    const problem = await this.#write(id, run);
    if (!problem) await this.#storeOthers();
    await this.#changed();
    this.#tell(problem);
    return summaryOf(id, run, problem === null);
  }

  /** @throws ProblemError `not-found` when it was deleted meanwhile */
  async read(id: string): Promise<KeptRun> {
    const run = this.#unstored.get(id) ?? (await this.#store.read(id).catch(() => undefined));
    if (!run) throw new ProblemError('not-found', 'This run is not kept any more.', { remedy: 'Choose another one.' });
    return run;
  }

  /** A name of nothing but blanks changes nothing. */
  async rename(id: string, name: string): Promise<void> {
    const given = name.trim().slice(0, MAX_LETTERS);
    if (given === '') return;
    const held = this.#unstored.get(id);
    if (held) this.#unstored.set(id, { ...held, name: given });
    else await this.#store.rename(id, given);
    await this.#changed();
  }

  /** The last one that was removed can be brought back. */
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
    this.#tell(problem);
  }

  /** @returns what kept it from being stored; the run is then held here */
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

  /** There may be room now. */
  async #storeOthers(): Promise<void> {
    for (const [id, run] of [...this.#unstored]) {
      await this.#store.write(id, run).then(
        () => this.#unstored.delete(id),
        () => undefined,
      );
    }
  }

  #tell(problem: Problem | null): void {
    if (!problem || this.#told.has(problem.message)) return;
    this.#told.add(problem.message);
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
