import './mapFigure.css';
import './patchReading.css';
import { useEffect, useMemo, useState } from 'react';
import type { MapMethodId } from '../../experiment/maps/methods';
import type { TokenRows } from '../../experiment/maps/record';
import { lookText } from '../../sentences/look';
import type { Inspection } from '../../worker/protocol';
import { formatAttention } from '../maps/format';
import { peak } from '../maps/heatmap';
import { MapMenu } from '../maps/MapMenu';
import { Scale, TokenMap } from '../maps/TokenMap';
import { VIRIDIS } from '../theme/colormap';
import { patchMaps } from './tokenMaps';

export interface PatchReadingProps {
  inspection: Inspection;
  rows: TokenRows;
  method: MapMethodId;
  /** The large map, [patches]. */
  values: Float32Array;
  patch: number;
  /** Whether the user pointed at this patch. Otherwise it is the maximum of the map. */
  pointed: boolean;
  opacity: number;
  smooth: boolean;
}

/** Which patches one patch looks at, and which look at it. */
export function PatchReading(props: PatchReadingProps) {
  const { inspection, rows, method, values, patch, pointed, opacity, smooth } = props;
  const { grid, seen } = inspection;
  const { from, to } = useMemo(() => patchMaps(rows, patch), [rows, patch]);
  const [row, column] = [Math.floor(patch / grid) + 1, (patch % grid) + 1];
  const most = (map: Float32Array) => {
    const { patch: at, size } = peak(map);
    return lookText.place(Math.floor(at / grid) + 1, (at % grid) + 1, formatAttention(size));
  };
  const sentence = lookText.patchSays(row, column, formatAttention(values[patch]!), most(from), most(to));
  const [spoken, setSpoken] = useState('');
  // Screen readers announce this when the user moves, not whenever training changes a digit.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => setSpoken(pointed ? sentence : ''), [patch, pointed]);
  const one = (name: string, map: Float32Array) => (
    <figure>
      <figcaption className="chart-head">
        <span className="faint">{name}</span>
        <MapMenu
          title={lookText.patchMap(lookText.patchAt(row, column), name)}
          {...{ grid, opacity, smooth }}
          picture={seen}
          values={map}
          colors={VIRIDIS}
          range={[0, peak(map).size]}
          ends={['0', formatAttention(peak(map).size)]}
          outline={squareAt(row, column)}
        />
      </figcaption>
      <div className="map-plane">
        <TokenMap
          picture={seen}
          grid={grid}
          values={map}
          colors={VIRIDIS}
          range={[0, peak(map).size]}
          alt={lookText.patchMapAlt(lookText.patchAt(row, column), name, most(map))}
          opacity={opacity}
          smooth={smooth}
        />
        <svg className="map-lines" viewBox={`0 0 ${grid} ${grid}`} aria-hidden="true">
          <rect x={column - 1} y={row - 1} width="1" height="1" className="patch-under" />
          <rect x={column - 1} y={row - 1} width="1" height="1" className="patch-over" />
        </svg>
      </div>
      <Scale colors={VIRIDIS} low="0" high={formatAttention(peak(map).size)} />
    </figure>
  );
  return (
    <section className="patch-reading" aria-label={lookText.patch}>
      <h3>{lookText.patchAt(row, column)}</h3>
      <div className="patch-maps">
        {one(lookText.looksAt, from)}
        {one(lookText.lookedAtBy, to)}
      </div>
      <p className="note tabular patch-says">{sentence}</p>
      <p className="visually-hidden" aria-live="polite">
        {spoken}
      </p>
      <p className="faint">{lookText.methods[method].patchHelp}</p>
    </section>
  );
}

/** SVG path around one patch, counted from 1. */
function squareAt(row: number, column: number): string {
  return `M${column - 1} ${row - 1}h1v1h-1z`;
}
