import { useMemo } from 'react';
import type { TrialPlan, TrialResult } from '../../experiment/trials/trials';
import { experimentsText } from '../../sentences/experiments';
import { PlotFigure } from '../plot/PlotFigure';
import { sweepSpec } from './sweepSpec';

/** Accuracy by swept value. */
export function SweepCurve({ results, plan }: { results: readonly TrialResult[]; plan: TrialPlan }) {
  const spec = useMemo(() => sweepSpec(plan, results), [plan, results]);
  const help =
    plan.sweep?.field === 'teacherFamily'
      ? `${experimentsText.sweepHelp} ${experimentsText.paperTeachers}`
      : experimentsText.sweepHelp;
  return spec && <PlotFigure spec={spec} help={help} />;
}
