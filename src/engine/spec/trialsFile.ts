import type { DatasetId } from './experiment';
import type { TrialPlan, TrialResult } from './trials';

/** Finished trials of a plan, as they are kept, shipped and handed over: JSON, without weights. */
export interface TrialsFile {
  format: 'deit-playground trials';
  version: 1;
  plan: TrialPlan;
  results: TrialResult[];
  provenance: {
    dataset: { id: DatasetId; name: string; fingerprint: string };
    classes: string[];
    adapter: string;
    commit: string | null;
    date: string;
  };
}
