import './mapFigure.css';
import { type KeyboardEvent, type PointerEvent, useId, useMemo } from 'react';
import { lookText } from '../../sentences/look';
import { mapsText } from '../../sentences/maps';
import type { Inspection } from '../../worker/protocol';
import { evenMark } from '../maps/evenMark';
import { formatAttention } from '../maps/format';
import { peak } from '../maps/heatmap';
import { MapMenu } from '../maps/MapMenu';
import { Scale, TokenMap } from '../maps/TokenMap';
import type { Colormap } from '../theme/colormap';
import { patchAfterKey } from './patchKeys';
import { outlinePath } from './tokenMaps';
import { useTokenNames } from './useTokenNames';

export interface MapFigureProps {
  title: string;
  inspection: Inspection;
  values: Float32Array;
  colors: Colormap;
  range: [number, number];
  opacity: number;
  smooth: boolean;
  outline: boolean;
  signed: boolean;
  /** The value of every patch under uniform attention; null if there is no such value. */
  even: number | null;
  /** The patch under the cursor. */
  patch: number;
  onPatch(patch: number): void;
}

const SAVED_SIDE = 480;

/** One large map over its picture. Pointer and arrow keys move from patch to patch. */
export function MapFigure(props: MapFigureProps) {
  const { title, inspection, values, colors, range, opacity, smooth, signed, even, patch, onPatch } = props;
  const { grid, seen, object } = inspection;
  const id = useId();
  const names = useTokenNames();
  const most = useMemo(() => peak(values), [values]);
  const outline = useMemo(
    () => (object && props.outline ? outlinePath(object, grid) : ''),
    [object, grid, props.outline],
  );
  const [row, column] = [Math.floor(patch / grid), patch % grid];
  const ends = endsOf(range, signed, names.shortDist);

  const point = (event: PointerEvent<HTMLElement>) => {
    const frame = event.currentTarget.getBoundingClientRect();
    const across = Math.floor(((event.clientX - frame.left) / frame.width) * grid);
    const down = Math.floor(((event.clientY - frame.top) / frame.height) * grid);
    if (across >= 0 && down >= 0 && across < grid && down < grid) onPatch(down * grid + across);
  };
  const move = (event: KeyboardEvent) => {
    const to = patchAfterKey(event.key, patch, grid);
    if (to === null) return;
    event.preventDefault();
    onPatch(to);
  };
  return (
    <figure className="map-figure">
      <figcaption className="chart-head">
        <h3 id={id}>{title}</h3>
        <MapMenu
          {...{ title, grid, values, colors, range, opacity, smooth, object, outline }}
          picture={seen}
          ends={[ends.lowText, ends.highText]}
          side={SAVED_SIDE}
        />
      </figcaption>
      {/* The role `application` allows arrow keys in two directions without an element for every patch. */}
      <div
        className="map-plane"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move from patch to patch
        tabIndex={0}
        aria-label={lookText.mapAlt(
          title,
          Math.floor(most.patch / grid) + 1,
          (most.patch % grid) + 1,
          formatAttention(values[most.patch]!),
        )}
        onPointerMove={point}
        onPointerDown={point}
        onKeyDown={move}
      >
        <TokenMap
          picture={seen}
          grid={grid}
          values={values}
          colors={colors}
          range={range}
          alt=""
          opacity={opacity}
          smooth={smooth}
        />
        <svg className="map-lines" viewBox={`0 0 ${grid} ${grid}`} aria-hidden="true">
          {outline && (
            <>
              <path d={outline} className="outline-under" />
              <path d={outline} className="outline-over" />
            </>
          )}
          <rect x={column} y={row} width="1" height="1" className="patch-under" />
          <rect x={column} y={row} width="1" height="1" className="patch-over" />
        </svg>
      </div>
      <Scale
        colors={colors}
        low={ends.low}
        high={ends.high}
        {...(even !== null && { mark: evenMark(even, range[1]) })}
      />
    </figure>
  );
}

/** Both ends of the scale. For a difference, each end names its token. */
function endsOf([, high]: [number, number], signed: boolean, second: string) {
  if (!signed) return { low: '0', high: formatAttention(high), lowText: '0', highText: formatAttention(high) };
  const value = formatAttention(high);
  const [dist, cls] = [mapsText.moreBy(second, value), mapsText.moreBy(mapsText.moreCls, value)];
  return {
    low: <span className="voice-dist voice-text">{dist}</span>,
    high: <span className="voice-cls voice-text">{cls}</span>,
    lowText: dist,
    highText: cls,
  };
}
