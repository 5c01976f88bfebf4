import { type KeptRun, readRunFile, runFileBytes } from '../engine/io/runFile';
import { summaryOf } from '../engine/io/runSummary';
import { ProblemError } from '../experiment/problem';
import type { Answer, Ask } from './protocol';
import type { RunArchive } from './runArchive';

/** Larger than any run. A file is read as a whole. */
const MAX_BYTES = 2 ** 30;

/** Exports and imports kept runs. */
export class RunFiles {
  readonly #archive: RunArchive;
  #read: KeptRun | null = null;

  constructor(archive: RunArchive) {
    this.#archive = archive;
  }

  async curves({ id }: Ask<'runHistory'>): Promise<Answer<'runHistory'>> {
    const { metrics, evaluations } = (await this.#archive.read(id)).checkpoint;
    return { metrics, evaluations };
  }

  async write({ id }: Ask<'exportRun'>): Promise<Answer<'exportRun'>> {
    return { file: runFileBytes(await this.#archive.read(id)) };
  }

  /** @throws ProblemError `bad-file`; then nothing has changed */
  async read({ file: { path, file } }: Ask<'readRun'>): Promise<Answer<'readRun'>> {
    this.#read = null;
    if (file.size > MAX_BYTES)
      throw new ProblemError('bad-file', `${path} is too large for a run (more than 1 GiB).`, {
        kept: 'Nothing was changed.',
        remedy: 'Choose a run file that this playground has written.',
      });
    const run = readRunFile(new Uint8Array(await file.arrayBuffer()), path);
    this.#read = run;
    return { run: summaryOf('', run) };
  }

  async take(): Promise<Answer<'takeRun'>> {
    const run = this.#read;
    this.#read = null;
    if (!run) throw new ProblemError('not-found', 'No run file has been read.', { remedy: 'Choose the file again.' });
    return { run: await this.#archive.keep(run) };
  }
}
