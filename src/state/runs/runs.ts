/** Kept runs: the user's actions, and the messages to the worker that follow. */

import type { ExperimentConfig } from '../../experiment/config';
import { validate } from '../../experiment/fields/validate';
import { ProblemError, problemOf } from '../../experiment/problem';
import { problemsText } from '../../sentences/problems';
import { sessionText } from '../../sentences/session';
import type { OwnFile, RunSummary } from '../../worker/protocol';
import { goTo } from '../address';
import { asTask } from '../asTask';
import { client } from '../client';
import { controller } from '../runController';
import { reportProblem } from '../runState';
import { useSession } from '../session';
import { MAX_COMPARED, receiveRuns, useRuns } from './list';

export async function recallRuns() {
  await orReported(async () => receiveRuns((await client.request('runs', {})).runs));
}

/** Saves the current run as it is now. */
export async function keepCurrentRun() {
  await orReported(async () => {
    const { name } = await client.request('keepRun', {});
    useSession.setState({ notice: name === null ? sessionText.keptAlready : sessionText.keptAs(name) });
  });
}

/** Adds a run to the comparison, or removes it. */
export async function chooseRun(id: string, chosen: boolean) {
  const before = useRuns.getState().chosen.filter((other) => other !== id);
  if (chosen && before.length >= MAX_COMPARED) return;
  useRuns.setState({ chosen: chosen ? [...before, id] : before });
  if (!chosen || useRuns.getState().curves.has(id)) return;
  await orReported(async () => {
    const curves = await client.request('runHistory', { id });
    useRuns.setState((state) => ({ curves: new Map(state.curves).set(id, curves) }));
  });
}

export async function renameRun(id: string, name: string) {
  await orReported(() => client.request('renameRun', { id, name }));
}

export async function deleteRun({ id, name }: RunSummary) {
  await orReported(async () => {
    await client.request('deleteRun', { id });
    useRuns.setState({ deleted: name });
  });
}

export async function bringBackRun() {
  useRuns.setState({ deleted: null });
  await orReported(() => client.request('bringBackRun', {}));
}

/** A run as the bytes of a file; null if that failed, which is then reported. */
export async function exportRun(id: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const answer = await orReported(() => client.request('exportRun', { id }));
  return answer?.file ?? null;
}

/** Imports run files, of this page or of `npm run train`. Each one is taken whole or refused with a sentence. */
export async function importRuns(files: readonly OwnFile[]) {
  for (const file of files) {
    await orReported(async () => {
      const read = await asTask(client, 'readRun', { file }, sessionText.readingRun(file.path));
      possibleConfig(read.run, file.path);
      await client.request('takeRun', {});
    });
  }
}

/** Continues a run in the Train view. */
export async function openRun(summary: RunSummary) {
  const config = await orReported(async () => possibleConfig(summary, summary.name));
  if (config && (await controller.openKept(summary, config))) goTo('train');
}

/** @throws ProblemError `bad-file` if this page cannot use its configuration */
function possibleConfig({ config: given }: RunSummary, name: string): ExperimentConfig {
  const { config, messages } = validate(given);
  if (messages.length === 0) return config;
  const { kind, message, ...rest } = problemsText.impossibleRun(name, messages.join(' '));
  throw new ProblemError(kind, message, rest);
}

/** Reports a failure to the user. @returns undefined if it failed */
async function orReported<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    const problem = problemOf(error);
    if (problem.kind !== 'cancelled' && problem.kind !== 'worker-crashed') reportProblem(problem);
    return undefined;
  }
}
