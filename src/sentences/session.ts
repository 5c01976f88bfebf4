import type { Problem } from '../experiment/problem';
import { formatCount } from './numbers';

/** Sentences about the run as a whole: tasks, news and problems that the stores report. */
export const sessionText = {
  loading: 'Loading the images',
  building: 'Building student and teacher',
  measuring: 'Measuring this GPU',
  resumed: (step: number) => `The saved run of this experiment continues at step ${formatCount(step)}.`,
  opened: (name: string, step: number) => `The kept run “${name}” is open at step ${formatCount(step)}.`,
  keptAs: (name: string) => `Saved in Runs as “${name}”.`,
  readingRun: (file: string) => `Reading ${file}`,
  keptAlready: 'This step of the run is already saved.',
  beginningLost:
    'This browser cannot store runs, so the fine-tuned student is lost. The run starts again with fresh weights.',
  workerReplaced: 'The training worker stopped. A new one continues from the last snapshot.',
  microOnSoftware: 'There is no graphics card here, so the smallest student is chosen. It learns fast enough to watch.',
  onWebGl: 'WebGL trains here. WebGPU would be faster; the diagnostics at the bottom of this page say how to get it.',
  ownNotInLink: 'A link does not contain your own images, so Shapes is used. Choose the images again to train on them.',
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
} as const;
