import type { Axis } from './axis';
import { shareOf } from './CurveLines';
import { PLOT_INSET, type Reference } from './Plot';

interface ReferenceLabelsProps {
  references: readonly Reference[];
  yAxis: Axis;
}

/** Names of the horizontal lines, over the curves that may run through them. Hidden from screen readers: the crosshair says them. */
export function ReferenceLabels({ references, yAxis }: ReferenceLabelsProps) {
  const { left, right, top, bottom } = PLOT_INSET;
  return (
    <svg
      className="chart-lines"
      style={{ left, top, width: `calc(100% - ${left + right}px)`, height: `calc(100% - ${top + bottom}px)` }}
      aria-hidden="true"
    >
      {references.map(({ key, value, label, textColor }) => {
        const share = shareOf(value, yAxis);
        return (
          <text
            key={key}
            className="chart-reference-label"
            x="100%"
            dx="-4"
            y={`${100 * (1 - share)}%`}
            // Away from the edge of the plot.
            dy={share > 0.5 ? '1.2em' : '-0.4em'}
            textAnchor="end"
            fill={textColor}
          >
            {label}
          </text>
        );
      })}
    </svg>
  );
}
