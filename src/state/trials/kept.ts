import { createStore, del, entries, set } from 'idb-keyval';
import { migrate } from '../../experiment/fields/migrate';
import type { TrialPlan, TrialResult } from '../../experiment/trials/trials';
import type { TrialsProvenance } from '../../experiment/trials/trialsFile';
import { ifStored } from '../../storage/ifStored';

/** Trials of one plan in this browser. */
export interface TrialSet {
  /** Rises with the time of its making. */
  id: string;
  plan: TrialPlan;
  results: TrialResult[];
  /** Null before the first result. */
  provenance: TrialsProvenance | null;
  /** Answers of the class head by trial, for the agreement with the student without distillation. */
  answers: Map<string, Uint16Array<ArrayBuffer>>;
}

const store = () => createStore('deit-playground-trials', 'sets');

/** Those that the browser did not store (private mode, a full disk): here as long as the page is. */
const held = new Map<string, TrialSet>();

/** @returns whether the browser stored it */
export async function keepSet(trials: TrialSet): Promise<boolean> {
  const stored = await ifStored(() => set(trials.id, trials, store()).then(() => true));
  if (stored) held.delete(trials.id);
  else held.set(trials.id, trials);
  return stored === true;
}

export async function forgetSet(id: string): Promise<void> {
  held.delete(id);
  await ifStored(() => del(id, store()));
}

/** The latest first. */
export async function keptSets(): Promise<TrialSet[]> {
  const all = (await ifStored(() => entries<string, TrialSet>(store()))) ?? [];
  const stored = all.filter(([id]) => !held.has(id)).map(([, trials]) => upToDate(trials));
  return [...held.values(), ...stored].sort((a, b) => b.id.localeCompare(a.id));
}

/** Adds what earlier versions did not store. */
export function upToDate({ plan, results, ...rest }: TrialSet): TrialSet {
  return {
    ...rest,
    plan: { ...plan, base: migrate(plan.base), otherTests: plan.otherTests ?? false },
    results: results.map((result) => ({
      ...result,
      averaged: result.averaged ?? null,
      cosineByLayer: result.cosineByLayer ?? [],
      otherTests: result.otherTests ?? [],
    })),
  };
}
