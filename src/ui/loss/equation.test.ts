import { describe, expect, it } from 'vitest';
import { equationOf } from './equation';

const live = { tau: 3, lambda: 0.1, labelSmoothing: 0, teacherSmoothing: 0, learningRate: 1e-3 };

describe('equationOf', () => {
  it('writes the soft loss with τ², and its digits add up', () => {
    const terms = { total: 1.98, labelTerm: 1.8, labelLoss: 2, teacherTerm: 0.18, teacherLoss: 0.2 };
    const { terms: written, total, exact } = equationOf({ terms, live }, 'soft');
    expect(written.map(({ symbols }) => symbols)).toEqual(['(1 − λ) · L_label', 'λ · τ² · KL']);
    expect(written.map(({ numbers }) => numbers)).toEqual(['0.9 × 2.0000', '0.1 × 9 × 0.2000']);
    expect(written.map(({ value }) => value)).toEqual(['1.8000', '0.1800']);
    expect(total).toBe('1.9800');
    expect(exact).toBe(true);
    expect(written[1]!.share).toBeCloseTo(0.18 / 1.98, 10);
  });

  it('writes the hard loss without τ', () => {
    const terms = { total: 1.5, labelTerm: 1, labelLoss: 2, teacherTerm: 0.5, teacherLoss: 1 };
    const { terms: written } = equationOf({ terms, live: { ...live, lambda: 0.5 } }, 'hard');
    expect(written[1]).toMatchObject({ symbols: 'λ · L_teacher', numbers: '0.5 × 1.0000', value: '0.5000' });
  });

  it('writes two class tokens as the mean of both heads, for any λ', () => {
    const terms = { total: 1.5, labelTerm: 1, labelLoss: 2, teacherTerm: 0.5, teacherLoss: 1 };
    const { terms: written, total } = equationOf({ terms, live: { ...live, lambda: 0.9 } }, 'label');
    expect(written.map(({ key }) => key)).toEqual(['cls', 'dist']);
    expect(written.map(({ symbols }) => symbols)).toEqual(['½ · L_first', '½ · L_second']);
    expect(written.map(({ numbers }) => numbers)).toEqual(['0.5 × 2.0000', '0.5 × 1.0000']);
    expect(total).toBe('1.5000');
  });

  it('has one term without a teacher', () => {
    const terms = { total: 2, labelTerm: 2, labelLoss: 2, teacherTerm: 0, teacherLoss: 0 };
    expect(equationOf({ terms, live }, 'none').terms).toHaveLength(1);
  });

  it('stands a loss of zero', () => {
    const terms = { total: 0, labelTerm: 0, labelLoss: 0, teacherTerm: 0, teacherLoss: 0 };
    expect(equationOf({ terms, live }, 'hard').terms.every(({ share }) => Number.isFinite(share))).toBe(true);
  });
});
