import './lookView.css';
import { useMemo } from 'react';
import type { AttentionRecord } from '../../experiment/maps/record';
import { lookText } from '../../sentences/look';
import { PlotFigure } from '../plot/PlotFigure';
import { distanceSpec, entropySpec, spreadOf } from './headSpecs';
import { useTokenNames } from './useTokenNames';

/** Attention distance and entropy of every head of every layer, compared with attention that is spread evenly. */
export function HeadCharts({ seen, layer }: { seen: AttentionRecord; layer: number }) {
  const { cls, dist } = useTokenNames();
  const [distance, entropy] = useMemo(() => {
    const spread = spreadOf(seen);
    return [distanceSpec(seen, spread, layer), entropySpec(seen, spread, layer, { cls, dist })];
  }, [seen, layer, cls, dist]);
  return (
    <>
      <PlotFigure spec={distance} help={lookText.distanceHelp} />
      <PlotFigure spec={entropy} help={lookText.entropyHelp} />
    </>
  );
}
