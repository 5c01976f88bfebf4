import { useMemo } from 'react';
import { costText } from '../../../sentences/cost';
import { PlotFigure } from '../../plot/PlotFigure';
import { costSpec } from './costSpec';
import type { CostAxis, CostPoint } from './points';

/** Top-1 accuracy against one kind of cost. */
export function CostPlot({ points, axis }: { points: readonly CostPoint[]; axis: CostAxis }) {
  const spec = useMemo(() => costSpec(points, axis), [points, axis]);
  if (!spec) return <p className="note">{costText.noneOnAxis}</p>;
  return <PlotFigure className="cost-plot" level={4} spec={spec} help={costText.help} />;
}
