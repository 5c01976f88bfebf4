import type { ImageDataset } from '../engine/data/dataset';
import { misfit } from '../engine/io/checkpointChecks';
import type { KeptRun, RunAbout } from '../engine/io/runFile';
import { belongsTo, type Checkpoint } from '../engine/train/checkpoint';
import type { ExperimentConfig } from '../experiment/config';
import { ProblemError } from '../experiment/problem';
import { strategyIn, strategyOf } from '../experiment/trials/trials';
import { type CurrentRun, currentRuns } from './currentRun';
import type { TeacherInfo } from './protocol';
import type { RunArchive } from './runArchive';

/** Where the present run comes from; `start` is asked for once, when there is something to keep. */
export type Origin = Pick<RunAbout, 'dataset' | 'teacher' | 'adapter'> & { start(): Promise<RunAbout['start']> };

/** @param start hashes of what the run began with */
export function originOf(
  { about }: ImageDataset,
  teacher: TeacherInfo | null,
  adapter: string,
  start: Origin['start'],
): Origin {
  return {
    dataset: { id: about.id, name: about.name },
    teacher: teacher && { name: teacher.name, testAccuracy: teacher.testAccuracy },
    adapter,
    start,
  };
}

/** Follows the run that is trained: its last snapshot, how long it took so far, and whether it is kept already. */
export class RunKeeper {
  readonly #archive: RunArchive;
  #origin: Origin | null = null;
  #start: Promise<RunAbout['start']> | null = null;
  #name: string | null = null;
  #latest: Checkpoint | null = null;
  #keptAt: number | null = null;
  #seconds = 0;
  /** Since when it trains; null while it rests. */
  #since: number | null = null;
  /** What touches the store comes one after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(archive: RunArchive) {
    this.#archive = archive;
  }

  /** The last good snapshot; null before the first step. */
  get latest(): Checkpoint | null {
    return this.#latest;
  }

  /** Whether a run of this experiment is the one that is followed. */
  isOf(config: ExperimentConfig, fingerprint: string): boolean {
    return this.#latest !== null && belongsTo(this.#latest, config, fingerprint);
  }

  /** The interrupted run of this experiment; null where there is none. */
  interrupted(config: ExperimentConfig, fingerprint: string): Promise<CurrentRun | null> {
    return this.#inTurn(async () => {
      const here = this.isOf(config, fingerprint) ? await this.#run() : null;
      if (here) return { run: here, keptAt: this.#keptAt };
      const mine = await currentRuns.own();
      const all = [...(mine ? [mine] : []), ...(await currentRuns.abandoned())];
      return all.find(({ run }) => belongsTo(run.checkpoint, config, fingerprint)) ?? null;
    });
  }

  /**
   * A kept run, to go on with.
   *
   * @param config its configuration, as the page found it possible
   * @throws ProblemError `not-found` when it was deleted, `bad-file` when it does not fit these images
   */
  async kept(id: string, config: ExperimentConfig, dataset: ImageDataset): Promise<CurrentRun> {
    const run = await this.#archive.read(id);
    const checkpoint = { ...run.checkpoint, config };
    const wrong = misfit(checkpoint, dataset);
    if (wrong) {
      throw new ProblemError('bad-file', `The run “${run.name}” cannot be gone on with: ${wrong}`, {
        kept: 'It stays in Runs, and so does the run that was here.',
        remedy:
          dataset.about.id === 'own'
            ? 'Load the images that it was trained on, then open it again.'
            : 'Open another run.',
      });
    }
    return { run: { ...run, checkpoint }, keptAt: checkpoint.step };
  }

  /** Another run is followed from now on: from where it was resumed, or from its beginning. */
  async begin(origin: Origin, resumed: CurrentRun | null): Promise<void> {
    this.#origin = origin;
    this.#start = null;
    this.#since = null;
    this.#name = resumed?.run.name ?? null;
    this.#latest = resumed?.run.checkpoint ?? null;
    this.#seconds = resumed?.run.about.seconds ?? 0;
    this.#keptAt = resumed?.keptAt ?? null;
    await this.#inTurn(async () => {
      const before = await currentRuns.own();
      // Another experiment's run, which a visit before had left here.
      if (before && this.#needsKeeping(before)) {
        await this.#archive.keep(before.run);
        await currentRuns.save({ ...before, keptAt: before.run.checkpoint.step });
      }
      const saved = resumed !== null && (await currentRuns.save(resumed));
      await currentRuns.settleAbandoned(async (left) => {
        if (this.#isLatest(left.run.checkpoint)) return saved;
        return !this.#needsKeeping(left) || (await this.#archive.keep(left.run)).stored;
      });
    });
  }

  /** Back at step 0. */
  async restart(): Promise<void> {
    this.#latest = null;
    this.#keptAt = null;
    this.#name = null;
    this.#seconds = 0;
    await this.#inTurn(() => currentRuns.forget());
  }

  /** Whether it trains from now on. */
  clock(running: boolean): void {
    const now = performance.now();
    if (this.#since !== null) this.#seconds += (now - this.#since) / 1000;
    this.#since = running ? now : null;
  }

  /** A snapshot that is known to be good. */
  snapshot(checkpoint: Checkpoint): void {
    this.#latest = checkpoint;
    void this.#inTurn(() => this.#save());
  }

  /** Keeps the run as it is; what is kept already is not kept twice. @returns the name of what was kept */
  keep(): Promise<string | null> {
    return this.#inTurn(async () => {
      const run = await this.#run();
      if (!run || run.checkpoint.step === 0 || run.checkpoint.step === this.#keptAt) return null;
      const { name } = await this.#archive.keep(run);
      this.#keptAt = run.checkpoint.step;
      await this.#save();
      return name;
    });
  }

  async #save(): Promise<void> {
    const run = await this.#run();
    if (run) await currentRuns.save({ run, keptAt: this.#keptAt });
  }

  async #run(): Promise<KeptRun | null> {
    const [origin, checkpoint] = [this.#origin, this.#latest];
    if (!origin || !checkpoint) return null;
    this.#start ??= origin.start();
    const start = await this.#start;
    this.clock(this.#since !== null);
    const { dataset, teacher, adapter } = origin;
    const about = { dataset, teacher, adapter, start, seconds: Math.round(this.#seconds) };
    return {
      name: this.#name ?? nameOf(checkpoint.config, dataset.name),
      about: { ...about, date: new Date().toISOString(), commit: null },
      checkpoint,
    };
  }

  /** Another run than the one that is followed, and not in Runs already. */
  #needsKeeping({ run, keptAt }: CurrentRun): boolean {
    return !this.#isLatest(run.checkpoint) && keptAt !== run.checkpoint.step;
  }

  #isLatest({ step, config, datasetFingerprint }: Checkpoint): boolean {
    return this.#latest?.step === step && belongsTo(this.#latest, config, datasetFingerprint);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

function nameOf(config: ExperimentConfig, dataset: string): string {
  return `${dataset} · ${strategyOf(strategyIn(config)).label} · seed ${config.seed}`;
}
