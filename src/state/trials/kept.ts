import { createStore, del, entries, set } from 'idb-keyval';
import type { TrialPlan, TrialResult } from '../../engine/spec/trials';
import type { TrialsProvenance } from '../../engine/spec/trialsFile';
import { ifStored } from '../../engine/storage';

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

/** A browser that keeps nothing (private mode, a full disk) costs the trials nothing but their return. */
export async function keepSet(trials: TrialSet): Promise<void> {
  await ifStored(() => set(trials.id, trials, store()));
}

export async function forgetSet(id: string): Promise<void> {
  await ifStored(() => del(id, store()));
}

/** The latest first. */
export async function keptSets(): Promise<TrialSet[]> {
  const all = (await ifStored(() => entries<string, TrialSet>(store()))) ?? [];
  return all.map(([, trials]) => upToDate(trials)).sort((a, b) => b.id.localeCompare(a.id));
}

/** With what earlier versions did not know. */
function upToDate({ plan, results, ...rest }: TrialSet): TrialSet {
  return {
    ...rest,
    plan: { ...plan, otherTests: plan.otherTests ?? false },
    results: results.map((result) => ({
      ...result,
      cosineByLayer: result.cosineByLayer ?? [],
      otherTests: result.otherTests ?? [],
    })),
  };
}
