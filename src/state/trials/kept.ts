import { migrate } from '../../experiment/fields/migrate';
import type { TrialPlan, TrialResult } from '../../experiment/trials/trials';
import type { TrialsProvenance } from '../../experiment/trials/trialsFile';
import { ifStored } from '../../storage/ifStored';
import { browserTable } from '../../storage/table';

/** The trials of one plan in this browser. */
export interface TrialSet {
  /** Sorts by the time when the set was made. */
  id: string;
  plan: TrialPlan;
  results: TrialResult[];
  /** Null before the first result. */
  provenance: TrialsProvenance | null;
  /** Answers of the class head by trial, for the agreement with the student without distillation. */
  answers: Map<string, Uint16Array<ArrayBuffer>>;
}

const table = browserTable<TrialSet>('trialSets');

/** Sets that the browser could not store (private window, full disk). They last as long as the page. */
const held = new Map<string, TrialSet>();

/** @returns whether the browser stored it */
export async function keepSet(trials: TrialSet): Promise<boolean> {
  const stored = await ifStored(() => table.set(trials.id, trials).then(() => true));
  if (stored) held.delete(trials.id);
  else held.set(trials.id, trials);
  return stored === true;
}

export async function forgetSet(id: string): Promise<void> {
  held.delete(id);
  await ifStored(() => table.delete(id));
}

/** A set as it is stored now; the given one if it is not stored. */
export async function latestOf(trials: TrialSet): Promise<TrialSet> {
  if (held.has(trials.id)) return trials;
  const stored = await ifStored(() => table.get(trials.id));
  return stored ? upToDate(stored) : trials;
}

/** The latest first. */
export async function keptSets(): Promise<TrialSet[]> {
  const all = (await ifStored(() => table.entries())) ?? [];
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
