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

/** Where the current run comes from. `start` is called at most once, when the run is stored. */
export type Origin = Pick<RunAbout, 'dataset' | 'teacher' | 'adapter'> & { start(): Promise<RunAbout['start']> };

/** @param start computes the hashes of the initial weights and of the order of the images */
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

/** Follows the current run: its last snapshot, how long it was trained, and whether it was added to the kept runs. */
export class RunKeeper {
  readonly #archive: RunArchive;
  #origin: Origin | null = null;
  #start: Promise<RunAbout['start']> | null = null;
  #name: string | null = null;
  #latest: Checkpoint | null = null;
  #keptAt: number | null = null;
  #seconds = 0;
  /** When training started; null while it is paused. */
  #since: number | null = null;
  /** Storage is used by one call after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(archive: RunArchive) {
    this.#archive = archive;
  }

  /** The last good snapshot; null before the first step. */
  get latest(): Checkpoint | null {
    return this.#latest;
  }

  /** Whether the current run is of this experiment. */
  isOf(config: ExperimentConfig, fingerprint: string): boolean {
    return this.#latest !== null && belongsTo(this.#latest, config, fingerprint);
  }

  /** The interrupted run of this experiment, also of a closed page; null if there is none. */
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
   * A kept run to continue.
   *
   * @param config its configuration, validated by the page
   * @throws ProblemError `not-found` if it was deleted, `bad-file` if it does not fit these images
   */
  async kept(id: string, config: ExperimentConfig, dataset: ImageDataset): Promise<CurrentRun> {
    const run = await this.#archive.read(id);
    const checkpoint = { ...run.checkpoint, config };
    const wrong = misfit(checkpoint, dataset);
    if (wrong) {
      throw new ProblemError('bad-file', `The run “${run.name}” cannot continue: ${wrong}`, {
        kept: 'It stays in Runs, and the current run stays as it is.',
        remedy:
          dataset.about.id === 'own'
            ? 'Load the images that it was trained on, then open it again.'
            : 'Open another run.',
      });
    }
    return { run: { ...run, checkpoint }, keptAt: checkpoint.step };
  }

  /** Follows another run from now on. @param resumed where it continues; null at its beginning */
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
      // An earlier visit may have left the run of another experiment.
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

  /** The run is back at step 0. */
  async restart(): Promise<void> {
    this.#latest = null;
    this.#keptAt = null;
    this.#name = null;
    this.#seconds = 0;
    await this.#inTurn(() => currentRuns.forget());
  }

  /** Starts or stops counting the training time. */
  clock(running: boolean): void {
    const now = performance.now();
    if (this.#since !== null) this.#seconds += (now - this.#since) / 1000;
    this.#since = running ? now : null;
  }

  /** Stores a snapshot without NaN. */
  snapshot(checkpoint: Checkpoint): void {
    this.#latest = checkpoint;
    void this.#inTurn(() => this.#save());
  }

  /** Adds the run to the kept ones, each step once. @returns its name there; null if this step was kept already, or is 0 */
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

  /** Whether a run is neither the current one nor in Runs. */
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
