import { formatCount } from './numbers';

/** Sentences about the run as a whole: tasks and news that the stores report. */
export const sessionText = {
  loading: 'Loading the images',
  building: 'Building student and teacher',
  measuring: 'Measuring this GPU',
  resumed: (step: number) => `The kept run of this experiment continues at step ${formatCount(step)}.`,
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
} as const;
