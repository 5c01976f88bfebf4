import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageDataset } from '../../src/engine/data/dataset';
import type { KeptRun, RunAbout } from '../../src/engine/io/runFile';
import type { Checkpoint, RunBefore } from '../../src/engine/train/checkpoint';
import type { FinishedTrial } from '../../src/engine/train/trial';
import type { ExperimentConfig } from '../../src/experiment/config';
import type { TestSetResult } from '../../src/experiment/testSets';
import { commitOfSource, type Laboratory } from './laboratory';
import { evaluationsCsv, metricLines, metricsCsv, otherTestsCsv } from './outputs';
import { replaceFile } from './replaceFile';

/** Seconds between two checkpoints on the disk. */
const STORE_EVERY = 60;
export const RUN_FILE = 'run.safetensors';
const STUDENT_FILE = 'student.safetensors';

export interface TrialFolder {
  /** The run's name. */
  name: string;
  config: ExperimentConfig;
  /** Where its files are written. */
  folder: string;
  dataset: ImageDataset;
  laboratory: Laboratory;
  /** The run that it is fine-tuned from. */
  before?: RunBefore | null;
  /** Whether the finished student is also measured on other test sets. */
  otherTests: boolean;
  progress(fraction: number, label: string): void;
  signal: AbortSignal;
}

/**
 * Trains one experiment in a folder, or continues the interrupted training there. Afterwards the folder holds the run file (which
 * the page opens), the student as safetensors with timm's names, the metrics as CSV and JSON lines, the evaluations as CSV and, with
 * `otherTests`, the accuracy on other test sets as CSV.
 *
 * @throws ProblemError as `runTrial`; Error if the folder holds the run of another experiment, of another teacher or from other weights
 */
export async function trainInFolder(
  trial: TrialFolder,
): Promise<FinishedTrial & { seconds: number; otherTests: TestSetResult[] }> {
  const { name, config, folder, dataset, laboratory, otherTests, progress, signal, before = null } = trial;
  const { isTheSame } = await import('../../src/engine/train/checkpoint');
  const { readRunFile, runFileBytes } = await import('../../src/engine/io/runFile');
  const { teacherIdentity } = await import('../../src/engine/io/teacherProvider');
  const { runResumableTrial } = await import('../../src/engine/train/resumableTrial');
  const { evaluateTestSets } = await import('../../src/engine/train/testSetEvaluation');
  await mkdir(folder, { recursive: true });
  const path = join(folder, RUN_FILE);
  const kept = existsSync(path) ? readRunFile(await readFile(path), path) : null;
  if (kept && !isTheSame(kept.checkpoint, config, dataset.fingerprint, before))
    throw new Error(`${path} is a run of another experiment: choose another folder, or delete it.`);
  const prepared = await laboratory.teacher(config, dataset);
  const teacher = prepared && { name: prepared.info.name, testAccuracy: prepared.info.testAccuracy };
  const identityOf = (of: RunAbout['teacher']) => (of ? teacherIdentity(of) : 'no teacher');
  if (kept && identityOf(kept.about.teacher) !== identityOf(teacher))
    throw new Error(
      `${path} is a run with ${identityOf(kept.about.teacher)}, not with ${identityOf(teacher)}: choose another folder, or provide that teacher.`,
    );

  const about = (seconds: number, start = { weights: '', order: '' }): RunAbout => ({
    dataset: { id: dataset.about.id, name: dataset.about.name },
    teacher,
    adapter: laboratory.adapter,
    start,
    seconds: Math.round(seconds),
    date: new Date().toISOString(),
    commit: commitOfSource(),
  });
  const write = (run: KeptRun) => replaceFile(path, runFileBytes(run));
  try {
    const finished = await runResumableTrial({
      ...{ config, dataset, teacher: prepared?.teacher ?? null, before, control: { progress, signal } },
      from: kept && { checkpoint: kept.checkpoint, seconds: kept.about.seconds },
      store: ({ checkpoint, seconds }) => write({ name, about: about(seconds), checkpoint }),
      storeEvery: STORE_EVERY,
    });
    const { checkpoint, start } = finished;
    const { seconds } = about(finished.seconds);
    await write({ name, about: about(seconds, start), checkpoint });
    await writeFile(join(folder, STUDENT_FILE), await studentFile(checkpoint, dataset, name));
    await writeFile(join(folder, 'metrics.csv'), metricsCsv(checkpoint.metrics));
    await writeFile(join(folder, 'metrics.jsonl'), metricLines(checkpoint));
    await writeFile(join(folder, 'evaluations.csv'), evaluationsCsv(checkpoint.evaluations));
    if (!otherTests) return { ...finished, seconds, otherTests: [] };
    const results = await evaluateTestSets({
      ...{ run: checkpoint, dataset, teacher: prepared?.teacher ?? null, images: Number.POSITIVE_INFINITY },
      control: { signal, progress: (_, label) => progress(1, label) },
    });
    await writeFile(join(folder, 'other-tests.csv'), otherTestsCsv(results));
    return { ...finished, seconds, otherTests: results };
  } finally {
    prepared?.teacher.dispose();
  }
}

async function studentFile(checkpoint: Checkpoint, dataset: ImageDataset, name: string): Promise<Uint8Array> {
  const { Deit } = await import('../../src/engine/models/deit');
  const { exportModel } = await import('../../src/engine/io/exportModel');
  const { config, parameters } = checkpoint;
  const data = { channels: dataset.channels, classes: dataset.classes.length };
  const student = new Deit(config, data, (parameter) => parameters.get(parameter)!);
  const { classes, mean, std } = dataset;
  const bytes = await exportModel(student, { classes, mean, std }, { name, trained_on: dataset.about.name });
  student.dispose();
  return bytes;
}
