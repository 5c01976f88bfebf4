import { figureText } from '../../sentences/figure';
import type { Picture } from '../../worker/protocol';
import { FigureMenu } from '../plot/FigureMenu';
import type { Colormap } from '../theme/colormap';
import { mapSvg, mapsTable } from './mapFiles';
import { pictureTiles } from './pictureTiles';
import type { MapStyle } from './TokenMap';

export interface MapMenuProps extends MapStyle {
  /** Title of the figure and of its files. */
  title: string;
  /** Name of the map's column in the CSV file; the title by default. */
  name?: string;
  picture: Picture;
  grid: number;
  values: Float32Array;
  colors: Colormap;
  range: [number, number];
  /** Texts at the ends of the scale. */
  ends: [low: string, high: string];
  /** Share of each patch that the object covers, [patches]: a column of the CSV file. */
  object?: Float32Array | null;
  /** SVG path in patches, drawn over the map. */
  outline?: string;
  /** Side of the saved picture, in pixels. */
  side?: number;
}

const SIDE = 320;

/** Saves one map over its picture, with its scale. */
export function MapMenu({ title, name = title, grid, values, colors, range, ends, ...rest }: MapMenuProps) {
  const { picture, opacity, smooth, object, outline, side = SIDE } = rest;
  return (
    <FigureMenu
      title={title}
      table={() =>
        mapsTable(grid, [{ name, values }, ...(object ? [{ name: figureText.object, values: object }] : [])])
      }
      svg={() =>
        mapSvg({
          title,
          tiles: pictureTiles(picture, values, grid, { colors, range, opacity, smooth, side }),
          width: side,
          height: side,
          ...(outline && { outline: { path: outline, grid } }),
          scale: { colors, low: ends[0], high: ends[1] },
        })
      }
    />
  );
}
