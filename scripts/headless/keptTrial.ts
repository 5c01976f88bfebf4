import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageDataset } from '../../src/engine/data/dataset';
import type { KeptRun, RunAbout } from '../../src/engine/io/runFile';
import type { Checkpoint, RunBefore } from '../../src/engine/train/checkpoint';
import type { FinishedTrial } from '../../src/engine/train/trial';
import type { ExperimentConfig } from '../../src/experiment/config';
import type { TestSetResult } from '../../src/experiment/testSets';
import { commitOfSource, type Laboratory } from './laboratory';
import { evaluationsCsv, metricLines, metricsCsv, otherTestsCsv } from './outputs';

/** Seconds between two checkpoints on the disk. */
const SAVE_EVERY = 60;
export const RUN_FILE = 'run.safetensors';
const STUDENT_FILE = 'student.safetensors';

export interface TrialFolder {
  name: string;
  config: ExperimentConfig;
  /** Where its files lie. */
  folder: string;
  dataset: ImageDataset;
  laboratory: Laboratory;
  /** What it is fine-tuned from. */
  before?: RunBefore | null;
  /** Whether the finished student is also measured on other test sets. */
  otherTests: boolean;
  progress(fraction: number, label: string): void;
  signal: AbortSignal;
}

/**
 * Trains one experiment in a folder, or goes on there with what was interrupted. Afterwards the folder holds the run file (which
 * the page opens), the student as timm-named safetensors, the metrics as CSV and JSON lines, the evaluations as CSV and, where it
 * is asked for, the accuracy on other test sets as CSV.
 *
 * @throws ProblemError as `runTrial`; Error when the folder holds another experiment's run, or one with another beginning.
 */
export async function trainInFolder(
  trial: TrialFolder,
): Promise<FinishedTrial & { seconds: number; otherTests: TestSetResult[] }> {
  const { name, config, folder, dataset, laboratory, otherTests, progress, signal, before = null } = trial;
  const { isTheSame } = await import('../../src/engine/train/checkpoint');
  const { readRunFile, runFileBytes } = await import('../../src/engine/io/runFile');
  const { runTrial } = await import('../../src/engine/train/trial');
  await mkdir(folder, { recursive: true });
  const path = join(folder, RUN_FILE);
  const kept = existsSync(path) ? readRunFile(await readFile(path), path) : null;
  if (kept && !isTheSame(kept.checkpoint, config, dataset.fingerprint, before))
    throw new Error(`${path} is a run of another experiment: choose another folder, or delete it.`);
  const schooled = await laboratory.teacher(config, dataset);
  const taughtBy = (teacher: RunAbout['teacher']) => (teacher ? `${teacher.name}, ${teacher.testAccuracy}` : 'nobody');
  const teacher = schooled && { name: schooled.teacher.name, testAccuracy: schooled.testAccuracy };
  if (kept && taughtBy(kept.about.teacher) !== taughtBy(teacher))
    throw new Error(
      `${path} was taught by ${taughtBy(kept.about.teacher)}, not by ${taughtBy(teacher)}: choose another folder, or the teacher of then.`,
    );

  const earlier = kept?.about.seconds ?? 0;
  const begun = performance.now();
  const about = (start = { weights: '', order: '' }): RunAbout => ({
    dataset: { id: dataset.about.id, name: dataset.about.name },
    teacher,
    adapter: laboratory.adapter,
    start,
    seconds: earlier + Math.round((performance.now() - begun) / 1000),
    date: new Date().toISOString(),
    commit: commitOfSource(),
  });
  const write = async (run: KeptRun) => {
    // Written beside and renamed, so that an interruption leaves the one before.
    await writeFile(`${path}.new`, runFileBytes(run));
    await rename(`${path}.new`, path);
  };
  let savedAt = performance.now();
  let saving: Promise<void> = Promise.resolve();
  let unsaved: Checkpoint | null = null;
  const saveLast = () => {
    const checkpoint = unsaved;
    if (!checkpoint) return;
    unsaved = null;
    savedAt = performance.now();
    saving = saving.then(() => write({ name, about: about(), checkpoint }));
  };
  const save = (checkpoint: Checkpoint) => {
    unsaved = checkpoint;
    if (performance.now() - savedAt >= 1000 * SAVE_EVERY) saveLast();
  };
  const finished = await runTrial({
    ...{ config, dataset, teacher: schooled?.teacher ?? null, before, from: kept?.checkpoint ?? null, save },
    control: { progress, signal },
  }).catch(async (error: unknown) => {
    // Interrupted, it goes on from here.
    saveLast();
    await saving;
    throw error;
  });
  await saving;
  const { checkpoint } = finished;
  await write({ name, about: about(finished.start), checkpoint });
  await writeFile(join(folder, STUDENT_FILE), await studentFile(checkpoint, dataset, name));
  await writeFile(join(folder, 'metrics.csv'), metricsCsv(checkpoint.metrics));
  await writeFile(join(folder, 'metrics.jsonl'), metricLines(checkpoint));
  await writeFile(join(folder, 'evaluations.csv'), evaluationsCsv(checkpoint.evaluations));
  const { seconds } = about();
  if (otherTests) {
    const { evaluateTestSets } = await import('../../src/engine/train/testSetEvaluation');
    const results = await evaluateTestSets({
      ...{ run: checkpoint, dataset, teacher: schooled?.teacher ?? null, images: Number.POSITIVE_INFINITY },
      control: { signal, progress: (_, label) => progress(1, label) },
    });
    await writeFile(join(folder, 'other-tests.csv'), otherTestsCsv(results));
    return { ...finished, seconds, otherTests: results };
  }
  return { ...finished, seconds, otherTests: [] };
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
