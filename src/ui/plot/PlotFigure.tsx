import './charts.css';
import { type ReactNode, useId } from 'react';
import { FigureMenu } from './FigureMenu';
import { figureSvg } from './figureSvg';
import { Legend } from './Legend';
import { PlotDrawing } from './PlotDrawing';
import { type PlotSpec, plotTable } from './plotSpec';

export interface PlotFigureProps {
  spec: PlotSpec;
  /** How to read the plot; written below it. */
  help?: string;
  /** Level of the heading; 3 by default. */
  level?: 3 | 4;
  className?: string;
  /** Between the drawing and the help. */
  children?: ReactNode;
}

/** A static plot: heading, legend, drawing, and a menu that saves it. */
export function PlotFigure({ spec, help, level = 3, className = '', children }: PlotFigureProps) {
  const id = useId();
  const Heading = `h${level}` as const;
  return (
    <figure className={`chart plot-figure ${className}`} aria-labelledby={id}>
      <figcaption className="chart-head">
        <Heading id={id}>
          {spec.title} <span className="faint">{spec.unit}</span>
        </Heading>
        <FigureMenu title={spec.title} svg={() => figureSvg(spec)} table={() => plotTable(spec)} />
      </figcaption>
      <Legend series={spec.series} />
      <div className="chart-plot" role="img" aria-label={spec.alt}>
        <PlotDrawing spec={spec} />
      </div>
      {children}
      {help && <p className="note">{help}</p>}
    </figure>
  );
}
