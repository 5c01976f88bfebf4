/** Sentences for a view that shows an earlier step of the run. */
export const pastText = {
  at: (step: string) => `showing step ${step}`,
  now: 'Now',
  nowTitle: 'Return to the current step (Escape in a chart)',
} as const;
