/** Problems of the device, as sentences for the user. */
import type { ImageDataset } from '../engine/data/dataset';
import type { ExperimentConfig } from '../experiment/config';
import { type Problem, ProblemError } from '../experiment/problem';
import { memoryProblem } from '../experiment/student/memory';

/** The problem if an experiment does not fit the device together with its images; null if it fits. */
export function tooLargeHere(
  config: ExperimentConfig,
  { channels, classes, train, test }: ImageDataset,
  maxBufferBytes: number,
): ProblemError | null {
  const pictures = train.images.byteLength + test.images.byteLength;
  return memoryProblem(config, { channels, classes: classes.length }, maxBufferBytes, pictures);
}

export function notBuilt(): ProblemError {
  return new ProblemError('bad-config', 'No experiment is built yet.', { remedy: 'Wait until it is ready.' });
}

export function lostWhileBuilding(): ProblemError {
  return new ProblemError('device-lost', 'The graphics device was lost while the experiment was being built.', {
    remedy: 'Reload the page, or change a value of the experiment, to build it on a new one.',
  });
}

export function lostAndOpening(): ProblemError {
  return new ProblemError('device-lost', 'The graphics device was lost, and a new one is being opened.', {
    kept: 'The run continues from its last snapshot.',
    remedy: 'Try again when it has.',
  });
}

/** @param why the reason why there is no new device */
export function deviceLost(why: string): Problem {
  return {
    kind: 'device-lost',
    message: `The graphics device was lost and could not be opened again: ${why}`,
    kept: 'The last snapshot of the run is kept in this browser.',
    remedy: 'Close other heavy pages, then reload this one.',
  };
}

/** @param reason of the loss, in the browser's words; may be empty */
export function newDevice(reason: string, step: number): string {
  return `The graphics device was lost${reason ? ` (${reason})` : ''}. The run continues from step ${step} on a new one.`;
}

/** @param batchSize of the experiment; null if there is none */
export function outOfMemory(batchSize: number | null): Problem {
  return {
    kind: 'out-of-memory',
    message: 'The graphics device has no memory left for this experiment.',
    kept: 'The run is paused.',
    remedy:
      batchSize === null
        ? 'Close other pages that use graphics, then reload this one.'
        : `Set the batch to ${Math.max(1, Math.floor(batchSize / 2))}, or choose a smaller student.`,
  };
}

/** The problem of a task for which training rests: a trial, a measurement. */
export function outOfMemoryInTask(): ProblemError {
  return new ProblemError('out-of-memory', 'The GPU has no memory left for this in addition to the run in Train.', {
    kept: 'The run and everything that was finished are kept.',
    remedy: 'Choose a smaller batch or student here, or a smaller one in Train, then try again.',
  });
}

/** @param why the browser's reason; null if its storage is full */
export function notKept(name: string, why: string | null): Problem {
  return {
    kind: 'not-kept',
    message: why === null ? `The browser has no room left for the run “${name}”.` : `The browser keeps no runs: ${why}`,
    kept: 'It stays in Runs as long as this page is open.',
    remedy: why === null ? 'Delete runs there, or export this one as a file.' : 'Export there what you want to keep.',
  };
}
