import './maps.css';
import { type ReactNode, useMemo } from 'react';
import type { Picture } from '../../worker/protocol';
import { PixelCanvas } from '../common/PixelCanvas';
import { type Colormap, cssGradient } from '../theme/colormap';
import { enlarge, paintMap } from './heatmap';

export interface MapStyle {
  /** Opacity of the map over its picture, 0…1. */
  opacity: number;
  /** Smooth between patches, or patch by patch. */
  smooth: boolean;
}

export interface TokenMapProps extends MapStyle {
  picture: Picture;
  /** [grid · grid]. */
  values: Float32Array;
  grid: number;
  colors: Colormap;
  /** Values of the two ends of the colour scale. */
  range: [number, number];
  /** Describes the map; empty if the text around it does. */
  alt: string;
}

/** Pixels on each side of a smooth map: enough for its size on the page, and cheap enough for every probe. */
const SMOOTH_SIDE = 96;

/** A map over its picture. */
export function TokenMap({ picture, values, grid, colors, range, alt, opacity, smooth }: TokenMapProps) {
  const [low, high] = range;
  const map = useMemo(() => {
    const side = smooth ? Math.max(grid, SMOOTH_SIDE) : grid;
    return paintMap(smooth ? enlarge(values, grid, side) : values, side, colors, [low, high]);
  }, [values, grid, colors, low, high, smooth]);
  return (
    <div className="token-map" {...(alt === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': alt })}>
      <PixelCanvas picture={picture} alt="" />
      <PixelCanvas picture={map} alt="" style={{ opacity }} />
    </div>
  );
}

export interface ScaleProps {
  colors: Colormap;
  low: ReactNode;
  high: ReactNode;
  /** A value to mark, at a position from 0 to 1. Outside this range it is not marked. */
  mark?: { place: number; label: string; help: string };
}

/** The colour scale under a map, with the values of its ends. */
export function Scale({ colors, low, high, mark }: ScaleProps) {
  const marked = mark !== undefined && mark.place >= 0 && mark.place <= 1;
  return (
    <div className="scale">
      <div className="scale-bar" style={{ backgroundImage: cssGradient(colors) }}>
        {marked && <span className="scale-mark" style={{ left: `${100 * mark.place}%` }} title={mark.help} />}
      </div>
      <div className="scale-ends faint tabular">
        <span>{low}</span>
        {marked && (
          <span className="scale-marked" title={mark.help}>
            {mark.label}
          </span>
        )}
        <span>{high}</span>
      </div>
    </div>
  );
}
