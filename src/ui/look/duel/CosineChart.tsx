import './duel.css';
import { duelText } from '../../../sentences/duel';
import { PlotFigure } from '../../plot/PlotFigure';
import { cosineSpec } from './cosineSpec';

export interface CosineChartProps {
  /** Cosine of both tokens at the input and after each layer, −1…1. */
  values: ArrayLike<number>;
  /** The picture or pictures, in words. */
  of: string;
}

/** How alike both tokens are, from the input to the last layer. */
export function CosineChart({ values, of }: CosineChartProps) {
  return (
    <PlotFigure className="cosine" level={4} spec={cosineSpec(values, of)} help={duelText.paperHelp}>
      <p className="note">
        {duelText.afterLast} <span className="cosine-value tabular">{(values[values.length - 1] ?? 0).toFixed(2)}</span>
      </p>
    </PlotFigure>
  );
}
