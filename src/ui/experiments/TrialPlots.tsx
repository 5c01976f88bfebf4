import { useMemo } from 'react';
import type { StrategyId, TrialResult } from '../../experiment/trials/trials';
import { experimentsText } from '../../sentences/experiments';
import { PlotFigure } from '../plot/PlotFigure';
import { cosineByLayerSpec, learningSpec, tokenCosineSpec } from './trialSpecs';

interface TrialPlotsProps {
  results: readonly TrialResult[];
  strategies: readonly StrategyId[];
}

/** Accuracy over training, and how alike both tokens become. */
export function TrialPlots({ results, strategies }: TrialPlotsProps) {
  const plots = useMemo(
    () => [
      { spec: learningSpec(results, strategies), help: experimentsText.curveHelp },
      { spec: tokenCosineSpec(results, strategies), help: experimentsText.cosineHelp },
      { spec: cosineByLayerSpec(results, strategies), help: experimentsText.layersHelp },
    ],
    [results, strategies],
  );
  return plots.map(({ spec, help }) => spec && <PlotFigure key={spec.title} spec={spec} help={help} />);
}
