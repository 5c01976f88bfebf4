import './mapGrid.css';
import { type CSSProperties, type KeyboardEvent, memo, useMemo, useRef } from 'react';
import type { HeadFusion } from '../../experiment/maps/rollout';
import { lookText } from '../../sentences/look';
import type { MapScale } from '../../state/mapChoice';
import { PixelCanvas } from '../common/PixelCanvas';
import { formatAttention } from '../maps/format';
import { paintMap, peak } from '../maps/heatmap';
import { mapSvg, mapsTable, type Tile } from '../maps/mapFiles';
import { dataUrl } from '../maps/pictureTiles';
import { Scale } from '../maps/TokenMap';
import { FigureMenu } from '../plot/FigureMenu';
import type { Colormap } from '../theme/colormap';
import { gridPeaks } from './tokenMaps';
import { useTokenNames } from './useTokenNames';

export interface MapGridProps {
  token: string;
  /** [layer][mean, heads…], each [patches]. */
  maps: readonly (readonly Float32Array[])[];
  grid: number;
  colors: Colormap;
  scale: MapScale;
  signed: boolean;
  layer: number;
  head: number | HeadFusion;
  onChoose(layer: number, head: number | 'mean'): void;
}

const SAVED_CELL = 72;
const SAVED_GAP = 8;

/** The maps of all heads of all layers. The grid is one tab stop; arrow keys choose a map. */
export const MapGrid = memo(function MapGrid(props: MapGridProps) {
  const { token, maps, grid, colors, scale, signed, layer, head, onChoose } = props;
  const cells = useRef<HTMLTableElement>(null);
  const names = useTokenNames();
  const peaks = useMemo(() => gridPeaks(maps, scale), [maps, scale]);
  const painted = useMemo(
    () =>
      maps.map((row, i) =>
        row.map((values, j) => paintMap(values, grid, colors, [signed ? -peaks[i]![j]! : 0, peaks[i]![j]!])),
      ),
    [maps, peaks, grid, colors, signed],
  );
  const columns = maps[0]?.length ?? 0;
  const chosen = typeof head === 'number' ? head + 1 : 0;
  const title = lookText.gridOf(token);
  const name = (column: number) => (column === 0 ? lookText.mean : lookText.headName(column));
  const end = Math.max(...peaks.flat());

  const choose = (row: number, column: number) => onChoose(row, column === 0 ? 'mean' : column - 1);
  const move = (event: KeyboardEvent) => {
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [layer, chosen - 1],
      ArrowRight: [layer, chosen + 1],
      ArrowUp: [layer - 1, chosen],
      ArrowDown: [layer + 1, chosen],
      Home: [layer, 0],
      End: [layer, columns - 1],
    };
    const to = moves[event.key];
    if (!to) return;
    event.preventDefault();
    const row = Math.min(maps.length - 1, Math.max(0, to[0]));
    const column = Math.min(columns - 1, Math.max(0, to[1]));
    choose(row, column);
    cells.current?.querySelector<HTMLElement>(`[data-cell="${row}-${column}"]`)?.focus();
  };

  const sizes = { '--columns': columns, '--rows': maps.length } as CSSProperties;
  return (
    <figure className="map-grid">
      <figcaption className="chart-head">
        <h3>{lookText.grid}</h3>
        <FigureMenu
          title={title}
          table={() =>
            mapsTable(
              grid,
              maps.flatMap((row, i) => row.map((values, j) => ({ name: lookText.gridName(i + 1, name(j)), values }))),
            )
          }
          svg={() =>
            mapSvg({
              title,
              tiles: painted.flatMap((row, i) =>
                row.map(
                  (picture, j): Tile => ({
                    href: dataUrl(picture),
                    x: j * (SAVED_CELL + SAVED_GAP),
                    y: 12 + i * (SAVED_CELL + SAVED_GAP + 6),
                    side: SAVED_CELL,
                    label: `${i + 1} · ${name(j)}`,
                  }),
                ),
              ),
              width: columns * (SAVED_CELL + SAVED_GAP) - SAVED_GAP,
              height: 12 + maps.length * (SAVED_CELL + SAVED_GAP + 6),
              scale: { colors, ...gridEnds(names, scale, signed, end) },
            })
          }
        />
      </figcaption>
      <p className="note">{lookText.gridHint}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: arrow keys move through the table */}
      <table ref={cells} role="grid" aria-label={title} style={sizes}>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{lookText.layer}</span>
            </th>
            {Array.from({ length: columns }, (_, column) => (
              <th key={name(column)} scope="col">
                {column === 0 ? lookText.mean : column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {maps.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: layers are identified by their index
            <tr key={i}>
              <th scope="row">{i + 1}</th>
              {row.map((values, j) => {
                const most = peak(values);
                const here = i === layer && j === chosen;
                return (
                  <td
                    key={name(j)}
                    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of the grid
                    role="gridcell"
                    data-cell={`${i}-${j}`}
                    tabIndex={here ? 0 : -1}
                    aria-selected={here}
                    aria-label={lookText.gridCell(
                      i + 1,
                      name(j),
                      formatAttention(values[most.patch]!),
                      Math.floor(most.patch / grid) + 1,
                      (most.patch % grid) + 1,
                    )}
                    onClick={(event) => {
                      choose(i, j);
                      event.currentTarget.focus();
                    }}
                    onKeyDown={move}
                  >
                    <PixelCanvas picture={painted[i]![j]!} alt="" />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <Scale colors={colors} {...gridEnds(names, scale, signed, end)} />
    </figure>
  );
});

/** The ends of the scale. If every map or layer has its own scale, the upper end says so. */
function gridEnds(
  names: { cls: string; dist: string },
  scale: MapScale,
  signed: boolean,
  end: number,
): { low: string; high: string } {
  const high = scale === 'all' ? formatAttention(end) : lookText.gridEnd[scale](formatAttention(end));
  if (!signed) return { low: '0', high };
  return { low: names.dist, high: lookText.gridEndOf(names.cls, high) };
}
