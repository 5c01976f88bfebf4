import { trialsOfFile } from '../../src/experiment/trials/plannedFile';
import { type Trial, type TrialPlan, type TrialResult, trialId, trialsOf } from '../../src/experiment/trials/trials';

/**
 * The finished trials of a plan.
 *
 * @param text of the file of results @param path its name, for messages
 * @throws Error if the file has a trial of another plan: the results of two experiments must not be mixed
 */
export function finishedOf(plan: TrialPlan, fingerprint: string, text: string, path: string): TrialResult[] {
  const { plan: before, results, provenance } = trialsOfFile(text, path);
  const configs = (trials: Trial[]) => new Map(trials.map((trial) => [trialId(trial), JSON.stringify(trial.config)]));
  const [wanted, made] = [configs(trialsOf(plan)), configs(trialsOf(before))];
  const strange = results.map(trialId).find((id) => !wanted.has(id) || wanted.get(id) !== made.get(id));
  if (strange !== undefined || provenance.dataset.fingerprint !== fingerprint)
    throw new Error(
      `${path} has ${strange ?? 'trials'} of another plan: choose another folder, or delete the file; finished folders are not trained again.`,
    );
  return results;
}
