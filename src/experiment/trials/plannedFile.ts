import { ProblemError, problemOf } from '../problem';
import { planOf } from './plan';
import { type TrialPlan, type TrialResult, trialId, trialsOf } from './trials';
import { readTrialsFile, type TrialsProvenance } from './trialsFile';

export interface TrialsOfFile {
  plan: TrialPlan;
  results: TrialResult[];
  provenance: TrialsProvenance;
}

/**
 * Trials of a file, with a plan that can be carried out and each result one of its trials.
 *
 * @param file what the file is called, for messages
 * @throws ProblemError `bad-file` as `readTrialsFile`; where the plan is none; where a result is not of the plan, or there twice
 */
export function trialsOfFile(text: string, file: string): TrialsOfFile {
  const { plan: given, results, provenance } = readTrialsFile(text, file);
  let plan: TrialPlan;
  try {
    plan = planOf(given, file);
  } catch (error) {
    throw notOfHere(problemOf(error).message);
  }
  const planned = new Set(trialsOf(plan).map(trialId));
  for (const id of results.map(trialId)) {
    // Taken out, so that a second one is not found: copies of one result would look like seeds that agree.
    if (!planned.delete(id)) throw notOfHere(`${file}: the result ${id} is not of its plan, or is there twice.`);
  }
  return { plan, results, provenance };
}

/** A file that is not what it should be. */
export function notOfHere(what: string): ProblemError {
  return new ProblemError('bad-file', what, {
    kept: 'Nothing was changed.',
    remedy: 'Choose a file of trials that this playground has written.',
  });
}
