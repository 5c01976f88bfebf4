import { costText } from '../../../sentences/cost';
import { formatCount, formatDuration, formatLarge } from '../../../sentences/numbers';
import { WideTable } from '../../common/WideTable';
import { nameOf } from './names';
import type { CostPoint } from './points';

/** All numbers of all points. */
export function CostTable({ points }: { points: readonly CostPoint[] }) {
  const count = (value: number | null, format: (value: number) => string) =>
    value === null ? costText.nothing : format(value);
  return (
    <details className="cost-numbers">
      <summary>{costText.numbers}</summary>
      <WideTable className="trials-scroll" label={costText.numbers}>
        <table>
          <thead>
            <tr>
              <th scope="col">{costText.columns.name}</th>
              {[costText.columns.accuracy, ...Object.values(costText.axes)].map((name) => (
                <th key={name} scope="col" className="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={nameOf(point)}>
                <th scope="row">{nameOf(point)}</th>
                <td className="number tabular">
                  {point.accuracy.toFixed(1)}
                  {point.deviation === null ? '' : ` ± ${point.deviation.toFixed(1)}`}
                </td>
                <td className="number tabular">{count(point.costs.parameters, formatCount)}</td>
                <td className="number tabular">{count(point.costs.macs, formatLarge)}</td>
                <td className="number tabular">
                  {count(point.costs.imagesPerSecond, formatCount)}
                  {point.kind === 'paper' && ` ${costText.onV100}`}
                </td>
                <td className="number tabular">{formatDuration(point.costs.seconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </details>
  );
}
