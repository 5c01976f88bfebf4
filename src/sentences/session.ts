/** What the stores themselves have to say; the page's own words are in ui/text.ts, the fields' in config.ts. */
import type { Problem } from '../experiment/problem';

export const SENTENCES = {
  loading: 'Loading the images',
  building: 'Building student and teacher',
  measuring: 'Measuring this GPU',
  resumed: (step: number) => `The kept run of this experiment is back, at step ${step.toLocaleString('en')}.`,
  opened: (name: string, step: number) => `The kept run “${name}” is open, at step ${step.toLocaleString('en')}.`,
  keptAs: (name: string) => `Kept in Runs as “${name}”.`,
  readingRun: (file: string) => `Reading ${file}`,
  keptAlready: 'This step of the run is kept already.',
  beginningLost:
    'This browser keeps nothing, so the fine-tuned student could not be brought back: it begins anew, with fresh weights.',
  workerReplaced: 'The training worker stopped; a new one took over from the last snapshot.',
  microOnSoftware:
    'No graphics card is used here, so the smallest student is chosen: it learns before your eyes all the same.',
  onWebGl: 'WebGL trains here, slower than WebGPU would: the foot of this page says how to get that.',
  ownNotInLink: 'Own images are not part of a link: Shapes is used. Choose the images again to train on them.',
} as const;

/** @param name of a kept run */
export function ownNotLoaded(name: string): Problem {
  return {
    kind: 'not-found',
    message: `The run “${name}” was trained on images of your own, which are not loaded.`,
    kept: 'It stays in Runs.',
    remedy: 'Choose these images as the data set, then open it again.',
  };
}

export const WORKER_KEEPS_DYING: Problem = {
  kind: 'worker-crashed',
  message: 'The training worker stopped again and again.',
  kept: 'The last snapshot of the run is kept in this browser.',
  remedy: 'Reload the page. If it happens again, choose a smaller student or batch.',
};
