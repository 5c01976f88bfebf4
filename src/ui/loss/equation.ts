import { type Distillation, LABEL_TWICE_WEIGHT } from '../../experiment/config';
import { stepText } from '../../sentences/step';
import type { StepSnapshot } from '../../worker/protocol';
import { roundToSum } from './roundToSum';

/** One term of the loss: its symbols, its numbers and its value. */
export interface LossTerm {
  /** Which term. If both tokens learn the label, each head has its own term. */
  key: 'label' | 'teacher' | 'cls' | 'dist';
  symbols: string;
  numbers: string;
  value: string;
  /** Share of the total, 0…1. */
  share: number;
}

export interface Equation {
  terms: LossTerm[];
  total: string;
  exact: boolean;
}

/**
 * The loss of a step as a sum, in symbols and with the batch means of the plots:
 * (1 − λ)·L_label + λ·L_teacher, where the teacher's loss is τ²·KL under soft distillation; ½·L_first + ½·L_second with two class
 * tokens.
 */
export function equationOf(
  { terms, live }: Pick<StepSnapshot, 'terms' | 'live'>,
  distillation: Distillation,
): Equation {
  const { lambda, tau } = live;
  const { label, teacher, first, second } = stepText.subscripts;
  if (distillation === 'none') {
    const total = terms.total.toFixed(4);
    return {
      terms: [{ key: 'label', symbols: `L_${label}`, numbers: '', value: total, share: 1 }],
      total,
      exact: true,
    };
  }
  const shown = roundToSum(terms.total, [terms.labelTerm, terms.teacherTerm], 4);
  const soft = distillation === 'soft';
  const share = terms.total > 0 ? terms.labelTerm / terms.total : 0;
  const { total, exact } = shown;
  if (distillation === 'label') {
    const head = (key: 'cls' | 'dist', symbols: string, loss: number, value: string, share: number): LossTerm => ({
      ...{ key, symbols, value, share },
      numbers: `${short(LABEL_TWICE_WEIGHT)} × ${loss.toFixed(4)}`,
    });
    const firstTerm = head('cls', `½ · L_${first}`, terms.labelLoss, shown.parts[0]!, share);
    const secondTerm = head('dist', `½ · L_${second}`, terms.teacherLoss, shown.parts[1]!, 1 - share);
    return { terms: [firstTerm, secondTerm], total, exact };
  }
  return {
    terms: [
      {
        key: 'label',
        symbols: `(1 − λ) · L_${label}`,
        numbers: `${short(1 - lambda)} × ${terms.labelLoss.toFixed(4)}`,
        value: shown.parts[0]!,
        share,
      },
      {
        key: 'teacher',
        symbols: soft ? 'λ · τ² · KL' : `λ · L_${teacher}`,
        numbers: soft
          ? `${short(lambda)} × ${short(tau * tau)} × ${terms.teacherLoss.toFixed(4)}`
          : `${short(lambda)} × ${terms.teacherLoss.toFixed(4)}`,
        value: shown.parts[1]!,
        share: 1 - share,
      },
    ],
    total,
    exact,
  };
}

/** At most three decimals, enough for λ and τ² as the user set them. */
function short(value: number): string {
  return String(Number(value.toFixed(3)));
}
