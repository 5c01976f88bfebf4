/** Names of the second token and its head. They depend on what the token learns. */
export const tokensText = {
  distillation: {
    token: 'distillation token',
    head: 'distillation head',
    title: 'Distillation head',
    alone: 'Distillation head alone',
    short: 'distillation',
  },
  /** The control with two class tokens: neither token learns from the teacher. */
  second: {
    token: 'second class token',
    head: 'second class head',
    title: 'Second class head',
    alone: 'Second class head alone',
    short: 'second',
  },
} as const;

export type SecondTokenNames = (typeof tokensText)[keyof typeof tokensText];
