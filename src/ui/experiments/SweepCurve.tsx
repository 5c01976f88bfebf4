import { useMemo } from 'react';
import type { TrialPlan, TrialResult } from '../../experiment/trials/trials';
import { experimentsText as text } from '../../sentences/experiments';
import { PlotFigure } from '../plot/PlotFigure';
import { sweepSpec } from './sweepSpec';

/** Accuracy by swept value. */
export function SweepCurve({ results, plan }: { results: readonly TrialResult[]; plan: TrialPlan }) {
  const spec = useMemo(() => sweepSpec(plan, results), [plan, results]);
  const help = plan.sweep?.field === 'teacherFamily' ? `${text.sweepHelp} ${text.paperTeachers}` : text.sweepHelp;
  return spec && <PlotFigure spec={spec} help={help} />;
}
