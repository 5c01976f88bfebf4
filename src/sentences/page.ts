/** Sentences of the frame around the views: title, navigation, status, problems, footer. */
export const pageText = {
  title: 'DeiT Playground',
  views: { train: 'Train', look: 'Look', runs: 'Runs', experiments: 'Experiments', benchmark: 'Benchmark' },
  viewsLabel: 'Views',
  documentTitle: (view: string, title: string) => `${view} · ${title}`,
  skip: 'Skip to the content',

  share: 'Share',
  shareTitle: 'Copy a link to this experiment',
  shared: 'Copied',
  shareByHand: 'Copy this link:',
  close: 'Close',
  theme: { system: 'Theme: same as the device', light: 'Theme: light', dark: 'Theme: dark' },

  cancel: 'Cancel',
  starting: 'Starting the training worker …',
  slowStart:
    'The start is taking longer than usual. Reload the page. If that does not help, close other tabs that use the GPU, or update your browser and graphics driver.',
  failed: 'Training could not be started.',
  phases: {
    idle: 'Ready. Press Play or the space bar.',
    preparing: 'Preparing …',
    'training-teacher': 'Training the teacher first.',
    measuring: 'Measuring this GPU. Training is paused.',
    experimenting: 'Training matched trials. This run is paused.',
    testing: 'Measuring the student on other test sets. Training is paused.',
    running: 'Training.',
    paused: 'Paused.',
    finished: 'Finished and saved in Runs. Play starts again from the same initial weights.',
    recovering: 'Recovering from the last snapshot …',
  },

  problems: 'Problems',
  dismiss: 'Dismiss',
  moreProblems: (count: number) => `${count} more`,

  about:
    'This page trains a small vision transformer (DeiT) on your own GPU. The transformer learns from labels and, through a distillation token, from a convolutional teacher. The method is by Touvron et al.:',
  paperTitle: 'Training data-efficient image transformers & distillation through attention',
  keys: 'Keys: space plays and pauses, S makes one step, R resets.',
} as const;
