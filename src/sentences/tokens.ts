/** What the second token and its head are called, by what they learn. */
export const tokensText = {
  distillation: {
    token: 'distillation token',
    head: 'distillation head',
    title: 'Distillation head',
    alone: 'Distillation head alone',
    short: 'distillation',
  },
  /** Two class tokens, the control: nothing of the teacher is in it. */
  second: {
    token: 'second class token',
    head: 'second class head',
    title: 'Second class head',
    alone: 'Second class head alone',
    short: 'second',
  },
} as const;

export type SecondToken = (typeof tokensText)[keyof typeof tokensText];
