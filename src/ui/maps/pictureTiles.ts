import type { Picture } from '../../worker/protocol';
import type { Colormap } from '../theme/colormap';
import { enlarge, paintMap } from './heatmap';
import type { Tile } from './mapFiles';

export interface TileView {
  colors: Colormap;
  range: [number, number];
  opacity: number;
  smooth: boolean;
  side: number;
  x?: number;
  y?: number;
}

/** Pixels on each side of a smooth map in a saved figure. */
const SMOOTH_SIDE = 192;

/** A picture and the map over it as tiles of a saved figure. */
export function pictureTiles(
  picture: Picture,
  values: Float32Array,
  grid: number,
  { colors, range, opacity, smooth, side, x = 0, y = 0 }: TileView,
): Tile[] {
  const pixels = smooth ? Math.max(grid, SMOOTH_SIDE) : grid;
  const map = paintMap(smooth ? enlarge(values, grid, pixels) : values, pixels, colors, range);
  return [
    { href: dataUrl(picture), x, y, side },
    { href: dataUrl(map), x, y, side, opacity, smooth },
  ];
}

export function dataUrl({ rgba, width, height }: Picture): string {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')!.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas.toDataURL('image/png');
}
