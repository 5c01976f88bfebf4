/** Kept runs: what a person can do with them, and what then happens between page and worker. */

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
import { report } from '../runState';
import { useSession } from '../session';
import { MAX_COMPARED, receiveRuns, useRuns } from './list';

export async function recallRuns() {
  await told(async () => receiveRuns((await client.request('runs', {})).runs));
}

/** Keeps the present run as it is now. */
export async function keepPresent() {
  await told(async () => {
    const { name } = await client.request('keepRun', {});
    useSession.setState({ notice: name === null ? sessionText.keptAlready : sessionText.keptAs(name) });
  });
}

/** Puts a run into the comparison, or takes it out. */
export async function chooseRun(id: string, chosen: boolean) {
  const before = useRuns.getState().chosen.filter((other) => other !== id);
  if (chosen && before.length >= MAX_COMPARED) return;
  useRuns.setState({ chosen: chosen ? [...before, id] : before });
  if (!chosen || useRuns.getState().curves.has(id)) return;
  await told(async () => {
    const curves = await client.request('runHistory', { id });
    useRuns.setState((state) => ({ curves: new Map(state.curves).set(id, curves) }));
  });
}

export async function renameRun(id: string, name: string) {
  await told(() => client.request('renameRun', { id, name }));
}

export async function deleteRun({ id, name }: RunSummary) {
  await told(async () => {
    await client.request('deleteRun', { id });
    useRuns.setState({ deleted: name });
  });
}

export async function bringBackRun() {
  useRuns.setState({ deleted: null });
  await told(() => client.request('bringBackRun', {}));
}

/** A run as the bytes of a file; null where that failed, which is then told. */
export async function exportRun(id: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const answer = await told(() => client.request('exportRun', { id }));
  return answer?.file ?? null;
}

/** Takes in run files, of this page or of `npm run train`. Each is taken whole or refused with a sentence. */
export async function importRuns(files: readonly OwnFile[]) {
  for (const file of files) {
    await told(async () => {
      const read = await asTask(client, 'readRun', { file }, sessionText.readingRun(file.path));
      possible(read.run, file.path);
      await client.request('takeRun', {});
    });
  }
}

/** Goes on with a run in the Train view. */
export async function openRun(summary: RunSummary) {
  const config = await told(async () => possible(summary, summary.name));
  if (config && (await controller.openKept(summary, config))) goTo('train');
}

/** @throws ProblemError `bad-file` when its configuration is none of this page */
function possible({ config: given }: RunSummary, name: string): ExperimentConfig {
  const { config, messages } = validate(given);
  if (messages.length === 0) return config;
  const { kind, message, ...rest } = problemsText.impossibleRun(name, messages.join(' '));
  throw new ProblemError(kind, message, rest);
}

/** What fails is told to the person. */
async function told<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    const problem = problemOf(error);
    if (problem.kind !== 'cancelled' && problem.kind !== 'worker-crashed') report(problem);
    return undefined;
  }
}
