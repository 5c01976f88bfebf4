/** Sentences of the controls of a run and of its numbers. */
export const runControlsText = {
  play: 'Play',
  pause: 'Pause',
  stepOnce: 'Step',
  reset: 'Reset',
  playTitle: 'Train (space bar)',
  playAgainTitle: 'Start again from the same initial weights (space bar)',
  pauseTitle: 'Pause (space bar)',
  stepTitle: 'One optimiser step, then pause (S)',
  resetTitle: 'Back to the same initial weights (R)',
  speed: 'Speed',
  fullSpeed: 'Full speed',
  perSecond: (steps: number) => `${steps} ${steps === 1 ? 'step' : 'steps'}/s`,

  numbers: 'Progress of the run',
  step: 'step',
  epoch: 'epoch',
  imagesPerSecond: 'images/s',
  timeLeft: 'left',
} as const;
