/** Sentences of going back in a run. */
export const pastText = {
  at: (step: string) => `back at step ${step}`,
  now: 'Now',
  nowTitle: 'Return to the present (Escape in a chart)',
} as const;
