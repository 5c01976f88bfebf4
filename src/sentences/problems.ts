import type { Problem } from '../experiment/problem';

/** Problems that the page itself reports. Those of the worker and of files are worded where they are found. */
export const problemsText = {
  ownNotLoaded: (name: string): Problem => ({
    kind: 'not-found',
    message: `The run “${name}” was trained on your own images, which are not loaded.`,
    kept: 'It stays in Runs.',
    remedy: 'Choose these images as the data set, then open the run again.',
  }),
  workerKeepsCrashing: {
    kind: 'worker-crashed',
    message: 'The training worker stopped several times in a row.',
    kept: 'The last snapshot of the run is saved in this browser.',
    remedy: 'Reload the page. If it happens again, choose a smaller student or batch size.',
  } satisfies Problem,
  impossibleRun: (name: string, reasons: string): Problem => ({
    kind: 'bad-file',
    message: `${name}: this page cannot use the configuration of the run. ${reasons}`,
    kept: 'Nothing was changed.',
    remedy: 'Choose a run file that this playground wrote.',
  }),
  recordingMissing: (file: string, status: number): Problem => ({
    kind: 'not-found',
    message: `The recording ${file} could not be loaded (HTTP status ${status}).`,
  }),
  trialsFileTooLarge: (file: string, mebibytes: number, max: number) =>
    `${file} has ${mebibytes} MiB; a file of trials has at most ${max} MiB.`,
  trainedInOtherTab: {
    kind: 'not-found',
    message: 'Another tab is training these trials.',
    kept: 'They continue there.',
    remedy: 'Pause them there first, or wait until they are finished.',
  } satisfies Problem,
  trialsKept: 'Finished trials are saved.',
  /** A trial whose loss became NaN or infinite. */
  trialDiverged: {
    kept: 'The other trials continue. This one has no result.',
    remedy: 'Lower the learning rate of the plan.',
  },
  cancelled: 'Cancelled.',
} as const;
