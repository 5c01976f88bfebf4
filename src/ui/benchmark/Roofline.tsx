import { useMemo } from 'react';
import { benchmarkText } from '../../sentences/benchmark';
import type { GpuReport } from '../../worker/protocol';
import { PlotFigure } from '../plot/PlotFigure';
import { rooflineSpec } from './rooflineSpec';

/** The limit that memory and arithmetic set, and the training steps below it. */
export function Roofline({ report }: { report: GpuReport }) {
  const spec = useMemo(() => rooflineSpec(report), [report]);
  return <PlotFigure spec={spec} help={benchmarkText.rooflineHelp} />;
}
