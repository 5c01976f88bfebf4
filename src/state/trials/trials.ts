/** Matched trials: the user's actions, and the messages to the worker that follow. */
import { create } from 'zustand';
import { type Problem, ProblemError, problemOf } from '../../experiment/problem';
import { type TrialsOfFile, trialsOfFile } from '../../experiment/trials/plannedFile';
import { type Trial, type TrialPlan, type TrialResult, trialId, trialsOf } from '../../experiment/trials/trials';
import { badTrialsFile, type TrialsProvenance, trialsFile } from '../../experiment/trials/trialsFile';
import { asTwin, twinOf } from '../../experiment/trials/twins';
import { problemsText } from '../../sentences/problems';
import { ifFree } from '../../storage/locks';
import { LOCKS } from '../../storage/names';
import { client } from '../client';
import { dismissProblem, reportProblem } from '../runState';
import { useSession } from '../session';
import { forgetSet, keepSet, keptSets, latestOf, type TrialSet } from './kept';
import { fetchRecording, fetchRecordings, type Recording } from './recordings';

/** A set of trials on show, from this browser or from a recording. */
export interface ShownTrials {
  plan: TrialPlan;
  results: readonly TrialResult[];
  provenance: TrialsProvenance | null;
}

/** An entry in the list of sets that were trained or imported in this browser. */
export interface ListedSet {
  id: string;
  name: string;
  done: number;
  all: number;
  /** False if the browser could not store it: then it lasts as long as the page. */
  stored: boolean;
}

export interface TrialsState {
  /** Null if no set was chosen. */
  shown: ShownTrials | null;
  /** Id of the shown set, if it is one of this browser; null for a recording. */
  ownId: string | null;
  running: boolean;
  /** The trial that is being trained. */
  current: { trial: Trial; fraction: number; label: string } | null;
  /** Estimated from the finished trials, or from the speed of the first one; null before that. */
  secondsLeft: number | null;
  kept: readonly ListedSet[];
  recordings: readonly Recording[];
}

export const useTrials = create<TrialsState>()(() => ({
  shown: null,
  ownId: null,
  running: false,
  current: null,
  secondsLeft: null,
  kept: [],
  recordings: [],
}));

/** Limit for a file of trials: five hundred of them, with their curves, take a few MiB. */
const MAX_FILE_MEBIBYTES = 64;
/** How often a trial is started again after the device was lost or the worker crashed. */
const MAX_RETRIES = 5;

let own: TrialSet | null = null;
let abort: AbortController | null = null;
let recalled = false;

/** Lists the sets of this browser and the recordings. An unfinished set is shown at once, so that it can be continued. */
export async function recallTrials() {
  if (recalled) return;
  recalled = true;
  const [sets, recordings] = await Promise.all([keptSets(), fetchRecordings()]);
  useTrials.setState({ kept: sets.map((trials) => listed(trials, true)), recordings });
  const unfinished = sets.find((trials) => trials.results.length < trialsOf(trials.plan).length);
  if (unfinished && !useTrials.getState().shown) showOwn(unfinished);
}

/** Starts a plan from scratch. */
export async function startTrials(plan: TrialPlan) {
  if (useTrials.getState().running) return;
  const id = new Date().toISOString();
  await saveAndShow({ id, plan, results: [], provenance: null, answers: new Map() });
  await continueTrials();
}

/** Trains the remaining trials of the shown set. */
export async function continueTrials() {
  const shown = own;
  if (!shown || useTrials.getState().running) return;
  const control = new AbortController();
  abort = control;
  useTrials.setState({ running: true });
  try {
    const alone = await ifFree(LOCKS.trialSet(shown.id), () => trainRest(shown, control));
    if (!alone) reportProblem(problemsText.trainedInOtherTab);
  } catch (error) {
    if (!control.signal.aborted) reportProblem(withTrialsKept(problemOf(error)));
  } finally {
    abort = null;
    useTrials.setState({ running: false, current: null });
  }
}

async function trainRest(shown: TrialSet, control: AbortController) {
  // Another page may have finished more of this set since it was shown here.
  const trials = await latestOf(shown);
  const { plan } = trials;
  showOwn(trials);
  for (const trial of remaining(trials)) {
    const twin = twinOf(trial, plan);
    const done = twin && trials.results.find((result) => trialId(result) === trialId(twin));
    // Its loss became NaN, and would do so again.
    if (twin && !done) continue;
    if (twin && done) {
      trials.results.push(asTwin(trial, plan, done));
      const answers = trials.answers.get(trialId(twin));
      if (answers) trials.answers.set(trialId(trial), answers);
      await saveAndShow(trials);
      continue;
    }
    const answer = await trained(trial, trials, control.signal).catch(unlessDiverged);
    // Its loss became NaN, and would do so again. The other trials continue.
    if (answer === null) continue;
    const { result, answers, dataset, classes } = answer;
    trials.results.push(result);
    trials.answers.set(trialId(trial), answers);
    const adapter = mergedAdapters(trials.provenance?.adapter, useSession.getState().backend?.adapter);
    trials.provenance = { dataset, classes, adapter, commit: null, date: new Date().toISOString().slice(0, 10) };
    await saveAndShow(trials);
  }
}

/** Trials that were started elsewhere and finished here come from two adapters. */
function mergedAdapters(before = '', here = ''): string {
  const all = before === '' ? [] : before.split('; ');
  return all.includes(here) ? before : [...all, here].join('; ');
}

/** Stops training. The current trial later continues from where it is. */
export function pauseTrials() {
  abort?.abort();
}

/** Shows a set of this browser. */
export async function openKept(id: string) {
  if (useTrials.getState().running) return;
  const trials = (await keptSets()).find((other) => other.id === id);
  if (trials) showOwn(trials);
}

export async function deleteKept(id: string) {
  if (useTrials.getState().running && own?.id === id) return;
  const alone = await ifFree(LOCKS.trialSet(id), () => forgetSet(id));
  if (!alone) return reportProblem(problemsText.trainedInOtherTab);
  useTrials.setState(({ kept }) => ({ kept: kept.filter((other) => other.id !== id) }));
  if (own?.id !== id) return;
  own = null;
  useTrials.setState({ shown: null, ownId: null });
}

/** Shows a recording that is shipped with the page. A damaged one is reported. */
export async function openRecording(recording: Recording) {
  if (useTrials.getState().running) return;
  try {
    show(await fetchRecording(recording));
  } catch (error) {
    reportProblem(problemOf(error));
  }
}

/** Imports a file of trials that was exported here or written by `npm run sweep`. */
export async function importTrials(file: File) {
  if (useTrials.getState().running) return;
  try {
    if (file.size > MAX_FILE_MEBIBYTES * 2 ** 20)
      throw badTrialsFile(
        problemsText.trialsFileTooLarge(file.name, Math.round(file.size / 2 ** 20), MAX_FILE_MEBIBYTES),
      );
    const { plan, results, provenance } = show(trialsOfFile(await file.text(), file.name));
    const trials: TrialSet = {
      id: new Date().toISOString(),
      plan,
      results: [...results],
      provenance,
      answers: new Map(),
    };
    await saveAndShow(trials);
  } catch (error) {
    reportProblem(problemOf(error));
  }
}

/** The shown set as the text of a file. */
export function exportTrials(): string {
  const { shown } = useTrials.getState();
  if (!shown?.provenance) return '';
  return `${JSON.stringify(trialsFile(shown.plan, shown.results, shown.provenance))}\n`;
}

function show(shown: TrialsOfFile): TrialsOfFile {
  own = null;
  useTrials.setState({ shown, ownId: null, secondsLeft: null });
  return shown;
}

async function saveAndShow(trials: TrialSet) {
  const stored = await keepSet(trials);
  showOwn(trials);
  list(trials, stored);
}

function showOwn(trials: TrialSet) {
  own = trials;
  const { plan, results, provenance } = trials;
  useTrials.setState({
    shown: { plan, results: [...results], provenance },
    ownId: trials.id,
    secondsLeft: secondsLeft(trials),
  });
}

function list(trials: TrialSet, stored: boolean) {
  useTrials.setState(({ kept }) => {
    const item = listed(trials, stored);
    const there = kept.some(({ id }) => id === item.id);
    return { kept: there ? kept.map((other) => (other.id === item.id ? item : other)) : [item, ...kept] };
  });
}

function listed({ id, plan, results }: TrialSet, stored: boolean): ListedSet {
  return { id, name: plan.name, done: results.length, all: trialsOf(plan).length, stored };
}

function remaining({ plan, results }: TrialSet): Trial[] {
  const done = new Set(results.map(trialId));
  return trialsOf(plan).filter((trial) => !done.has(trialId(trial)));
}

/**
 * @param fraction of the current trial
 * @param first estimated seconds of that trial, as long as none has finished
 */
function secondsLeft(trials: TrialSet, fraction = 0, first: number | null = null): number | null {
  const { results } = trials;
  const each = results.length ? results.reduce((sum, { seconds }) => sum + seconds, 0) / results.length : first;
  const toTrain = remaining(trials).filter((trial) => !twinOf(trial, trials.plan)).length;
  return each && each * (toTrain - fraction);
}

/** Reports a trial whose loss became NaN. */
function unlessDiverged(error: unknown): null {
  const problem = problemOf(error);
  if (problem.kind !== 'non-finite') throw error;
  reportProblem({ ...problem, ...problemsText.trialDiverged });
  return null;
}

/** Fraction of a trial after which its pace is a fair estimate of the whole. */
const MIN_TIMED_FRACTION = 0.05;

/** Trains one trial to its end, even if the device is lost or the worker crashes. */
async function trained(trial: Trial, trials: TrialSet, signal: AbortSignal) {
  const none = trialId({ ...trial, strategy: 'none' });
  const plain = trials.answers.get(none) ?? null;
  let since: { fraction: number; time: number } | null = null;
  const onProgress = (fraction: number, label: string) => {
    const now = performance.now();
    // A trial that continues from a snapshot does not start at 0.
    if (fraction > 0) since ??= { fraction, time: now };
    const done = since ? fraction - since.fraction : 0;
    const whole = since && done > MIN_TIMED_FRACTION ? (now - since.time) / 1000 / done : null;
    useTrials.setState({ current: { trial, fraction, label }, secondsLeft: secondsLeft(trials, fraction, whole) });
  };
  for (let retry = 0; ; retry++) {
    try {
      await readyAgain(signal);
      onProgress(0, '');
      return await client.request(
        'trial',
        { trial, plain, otherTests: trials.plan.otherTests, images: trials.provenance?.dataset.fingerprint ?? null },
        { signal, onProgress },
      );
    } catch (error) {
      const problem = problemOf(error);
      // It was not cancelled here: the run that it waited for was replaced.
      const replaced = problem.kind === 'cancelled' && !signal.aborted;
      const gone = problem.kind === 'device-lost' || problem.kind === 'worker-crashed' || replaced;
      if (!gone || retry === MAX_RETRIES) throw error;
      dismissProblem(problem);
    }
  }
}

/** Waits until the worker has a run again, and with it a device and a data set. */
function readyAgain(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = () => {
      const { startup, running, status } = useSession.getState();
      const busy = status.phase === 'recovering' || status.phase === 'preparing' || status.phase === 'training-teacher';
      if (startup !== 'ready' || !running || busy) return;
      stop();
      resolve();
    };
    const aborted = () => {
      stop();
      reject(new ProblemError('cancelled', problemsText.cancelled));
    };
    const unsubscribe = useSession.subscribe(check);
    const stop = () => {
      unsubscribe();
      signal.removeEventListener('abort', aborted);
    };
    signal.addEventListener('abort', aborted);
    if (signal.aborted) aborted();
    else check();
  });
}

function withTrialsKept(problem: Problem): Problem {
  return { kept: problemsText.trialsKept, ...problem };
}
