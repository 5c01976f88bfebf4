/** Maps as SVG documents and as numbers. */
import { figureText } from '../../sentences/figure';
import { escapeXml, PAD, svgDocument, TITLE_HEIGHT } from '../plot/svgDocument';
import type { Table } from '../plot/table';
import type { Colormap } from '../theme/colormap';

const SCALE_HEIGHT = 34;

/** A square picture in a drawing. */
export interface Tile {
  /** Data URL of a PNG. */
  href: string;
  x: number;
  y: number;
  side: number;
  opacity?: number;
  smooth?: boolean;
  /** Written above the picture. */
  label?: string;
}

export interface MapDrawing {
  title: string;
  tiles: readonly Tile[];
  /** Size of the area that the tiles fill. */
  width: number;
  height: number;
  /** SVG path in a square of `grid` units, stretched over the whole area. */
  outline?: { path: string; grid: number };
  scale: { colors: Colormap; low: string; high: string };
}

/** Maps with their colour scale below. */
export function mapSvg({ title, tiles, width, height, outline, scale }: MapDrawing): string {
  const top = TITLE_HEIGHT;
  const bar = top + height + 8;
  const images = tiles.map(({ href, x, y, side, opacity = 1, smooth = false, label }) => {
    const rendering = smooth ? '' : ' image-rendering="pixelated"';
    const named = label
      ? `<text x="${PAD + x}" y="${top + y - 3}" font-size="9" fill="var(--ink-soft)">${escapeXml(label)}</text>`
      : '';
    return `<image href="${href}" x="${PAD + x}" y="${top + y}" width="${side}" height="${side}" preserveAspectRatio="none" opacity="${opacity}"${rendering}/>${named}`;
  });
  const line = outline
    ? `<svg x="${PAD}" y="${top}" width="${width}" height="${height}" viewBox="0 0 ${outline.grid} ${outline.grid}"><path d="${outline.path}" fill="none" stroke="#ffffff" stroke-width="${(3 * outline.grid) / width}" stroke-linecap="square"/></svg>`
    : '';
  const stops = scale.colors.map(
    (color, i) => `<stop offset="${i / (scale.colors.length - 1)}" stop-color="rgb(${color.join(',')})"/>`,
  );
  const end = (x: number, anchor: string, text: string) =>
    `<text x="${x}" y="${bar + 24}" font-size="11" text-anchor="${anchor}" fill="var(--ink-soft)">${escapeXml(text)}</text>`;
  const legend = [
    `<defs><linearGradient id="scale">${stops.join('')}</linearGradient></defs>`,
    `<rect x="${PAD}" y="${bar}" width="${width}" height="8" fill="url(#scale)"/>`,
    end(PAD, 'start', scale.low),
    end(PAD + width, 'end', scale.high),
  ];
  const body = [...images, line, ...legend].join('');
  return svgDocument(title, body, width + 2 * PAD, bar + SCALE_HEIGHT);
}

/** Maps over the same patches: one row per patch, one column per map. Rows and columns count from 1, as on the page. */
export function mapsTable(grid: number, maps: readonly { name: string; values: ArrayLike<number> }[]): Table {
  return {
    columns: [figureText.row, figureText.column, ...maps.map(({ name }) => name)],
    rows: Array.from({ length: grid * grid }, (_, patch) => [
      Math.floor(patch / grid) + 1,
      (patch % grid) + 1,
      ...maps.map(({ values }) => values[patch]!),
    ]),
  };
}
