import { problemOf } from '../problem';
import { recordedPlanOf } from './plan';
import { type TrialPlan, type TrialResult, trialId, trialsOf } from './trials';
import { badTrialsFile, readTrialsFile, type TrialsProvenance } from './trialsFile';

export interface TrialsOfFile {
  plan: TrialPlan;
  results: TrialResult[];
  provenance: TrialsProvenance;
}

/**
 * Reads a file of trials with a valid plan, in which each result belongs to one trial of the plan.
 *
 * @param file name of the file, for messages
 * @throws ProblemError `bad-file` as `readTrialsFile`, and if the plan is invalid, or a result is not of the plan or occurs twice
 */
export function trialsOfFile(text: string, file: string): TrialsOfFile {
  const { plan: given, results, provenance } = readTrialsFile(text, file);
  let plan: TrialPlan;
  try {
    plan = recordedPlanOf(given, file);
  } catch (error) {
    throw badTrialsFile(problemOf(error).message);
  }
  const planned = new Set(trialsOf(plan).map(trialId));
  for (const id of results.map(trialId)) {
    // Deleting finds duplicates, which would look like seeds that agree.
    if (!planned.delete(id)) throw badTrialsFile(`${file}: the result ${id} is not part of the plan, or occurs twice.`);
  }
  return { plan, results, provenance };
}
