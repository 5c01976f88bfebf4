/** Problems of the device: what ends what it did, and what is not begun. */
import type { ImageDataset } from '../engine/data/dataset';
import type { ExperimentConfig } from '../experiment/config';
import { type Problem, ProblemError } from '../experiment/problem';
import { memoryProblem } from '../experiment/student/memory';

/** Whether an experiment on these images fits the device, with the images themselves. */
export function tooLargeHere(
  config: ExperimentConfig,
  { channels, classes, train, test }: ImageDataset,
  maxBufferBytes: number,
): ProblemError | null {
  const pictures = train.images.byteLength + test.images.byteLength;
  return memoryProblem(config, { channels, classes: classes.length }, maxBufferBytes, pictures);
}

export function lostWhileBuilding(): ProblemError {
  return new ProblemError('device-lost', 'The graphics device was lost while the experiment was built.', {
    remedy: 'Reload the page, or change a value of the experiment, to build it on a new one.',
  });
}

export function lostAndOpening(): ProblemError {
  return new ProblemError('device-lost', 'The graphics device was lost, and a new one is being opened.', {
    kept: 'The run goes on from its last snapshot.',
    remedy: 'Try again once it does.',
  });
}

/** @param why what kept a new one from being had */
export function deviceLost(why: string): Problem {
  return {
    kind: 'device-lost',
    message: `The graphics device was lost and could not be had again: ${why}`,
    kept: 'The last snapshot of the run is kept in this browser.',
    remedy: 'Close other heavy pages, then reload this one.',
  };
}

/** @param reason of the loss, as the browser says it; may be empty */
export function newDevice(reason: string, step: number): string {
  return `The graphics device was lost${reason ? ` (${reason})` : ''}. The run goes on from step ${step} on a new one.`;
}

/** @param batchSize of the experiment; null without one */
export function outOfMemory(batchSize: number | null): Problem {
  return {
    kind: 'out-of-memory',
    message: 'The graphics device has no memory left for this experiment.',
    kept: 'The run is paused.',
    remedy:
      batchSize === null
        ? 'Close other pages that use graphics, then reload this one.'
        : `Set the batch to ${Math.max(1, Math.floor(batchSize / 2))}, or take a smaller student.`,
  };
}

/** For what was asked for beside the run: a trial, a measurement. */
export function outOfMemoryBeside(): ProblemError {
  return new ProblemError('out-of-memory', 'The GPU has no memory left for this beside the run in Train.', {
    kept: 'The run rests as it was, and what was finished stays.',
    remedy: 'Take a smaller batch or student here, or a smaller one in Train, then try again.',
  });
}

/** @param why what the browser said; null where its storage is full */
export function notKept(name: string, why: string | null): Problem {
  return {
    kind: 'not-kept',
    message: why === null ? `The browser has no room left for the run “${name}”.` : `The browser keeps no runs: ${why}`,
    kept: 'It is in Runs as long as this page is open.',
    remedy: why === null ? 'Delete runs there, or export this one as a file.' : 'Export there what you want to keep.',
  };
}
