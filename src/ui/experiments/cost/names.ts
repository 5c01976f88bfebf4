import { costText as text } from '../../../sentences/cost';
import { experimentsText } from '../../../sentences/experiments';
import { STRATEGY_VOICE } from '../../common/trialNumbers';
import { VOICE_COLOR } from '../../theme/colors';
import type { CostPoint } from './points';

/** Of a run's name beside its dot; the table has the whole. */
const LETTERS = 28;

/** What a point is called in the table and in saved numbers. */
export function nameOf({ kind, strategy, name }: CostPoint): string {
  if (kind === 'present') return text.claimCurrentRun(name);
  if (kind === 'teacher') return text.teacherOf(name);
  if (kind === 'paper') return text.paperOf(name);
  if (kind === 'run') return text.runOf(name);
  return name ? `${experimentsText.labels[strategy!]}, ${name}` : experimentsText.labels[strategy!];
}

/** The same beside its dot: no more than tells it from its neighbours. */
export function shortNameOf(point: CostPoint): string {
  if (point.kind === 'present') return text.present;
  if (point.kind === 'run') return point.name.length > LETTERS ? `${point.name.slice(0, LETTERS - 1)}…` : point.name;
  return point.kind === 'paper' || point.kind === 'teacher' ? point.name : nameOf(point);
}

export function colorOf({ kind, strategy }: Pick<CostPoint, 'kind' | 'strategy'>): string {
  if (kind === 'trial' || (kind === 'run' && strategy)) return VOICE_COLOR[STRATEGY_VOICE[strategy!]];
  return { run: 'var(--ink-soft)', present: 'var(--ink)', teacher: VOICE_COLOR.teacher, paper: 'var(--ink-faint)' }[
    kind
  ];
}
