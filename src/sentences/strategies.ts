import type { StrategyId } from '../experiment/trials/trials';

/** Names of the strategies: what teaches the student, and through which token. */
export const strategiesText = {
  none: 'no distillation',
  'labelled-only': 'no distillation, labelled images only',
  'usual-soft': 'usual, soft',
  'usual-hard': 'usual, hard',
  'token-soft': 'token, soft',
  'token-hard': 'token, hard',
  'two-class': 'two class tokens (control)',
} as const satisfies Record<StrategyId, string>;
