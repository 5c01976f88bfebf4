import { costText } from '../../../sentences/cost';
import { experimentsText } from '../../../sentences/experiments';
import { STRATEGY_VOICE } from '../../common/trialNumbers';
import { VOICE_COLOR } from '../../theme/colors';
import type { CostPoint } from './points';

/** Letters of a run's name in the plot; the table has the whole name. */
const LETTERS = 28;

/** Name of a point in the table and the CSV file. */
export function nameOf({ kind, strategy, name }: CostPoint): string {
  if (kind === 'current') return costText.currentOf(name);
  if (kind === 'teacher') return costText.teacherOf(name);
  if (kind === 'paper') return costText.paperOf(name);
  if (kind === 'run') return costText.runOf(name);
  return name ? `${experimentsText.labels[strategy!]}, ${name}` : experimentsText.labels[strategy!];
}

/** Name of a point in the plot: short, but different from its neighbours. */
export function shortNameOf(point: CostPoint): string {
  if (point.kind === 'current') return costText.kinds.current;
  if (point.kind === 'run') return point.name.length > LETTERS ? `${point.name.slice(0, LETTERS - 1)}…` : point.name;
  return point.kind === 'paper' || point.kind === 'teacher' ? point.name : nameOf(point);
}

const KIND_COLORS: Record<CostPoint['kind'], string> = {
  trial: 'var(--ink-soft)',
  run: 'var(--ink-soft)',
  current: 'var(--ink)',
  teacher: VOICE_COLOR.teacher,
  paper: 'var(--ink-faint)',
};

/** Colour of its strategy, else of its kind. */
export function colorOf({ kind, strategy }: Pick<CostPoint, 'kind' | 'strategy'>): string {
  if (strategy) return VOICE_COLOR[STRATEGY_VOICE[strategy]];
  return KIND_COLORS[kind];
}
