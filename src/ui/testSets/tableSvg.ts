import type { TestSetKind } from '../../experiment/testSets';
import { testSetsText } from '../../sentences/testSets';
import type { TestSetExample } from '../../worker/protocol';
import { dataUrl } from '../maps/pictureTiles';
import { escapeXml, PAD, svgDocument, TITLE_HEIGHT } from '../plot/svgDocument';
import { shownPoints, type TestSetAnswerer, type TestSetCell } from './answerers';

const INK = 'var(--ink)';
const SOFT = 'var(--ink-soft)';
const ROW = 44;
const PICTURE = 34;
const NAME_WIDTH = 150;
const COLUMN_WIDTH = 118;

export interface DrawnRow {
  kind: TestSetKind;
  cells: readonly TestSetCell[];
  example: TestSetExample | undefined;
}

/** The table as an SVG document: pictures, names, accuracies, and the difference below each accuracy. */
export function tableSvg(title: string, answerers: readonly TestSetAnswerer[], rows: readonly DrawnRow[]): string {
  const width = 2 * PAD + PICTURE + NAME_WIDTH + COLUMN_WIDTH * answerers.length;
  const write = (x: number, y: number, said: string, color: string, size: number, anchor = 'start') =>
    `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}" fill="${color}">${escapeXml(said)}</text>`;
  const end = (column: number) => PAD + PICTURE + NAME_WIDTH + COLUMN_WIDTH * (column + 1);
  const head = answerers.map(({ name }, i) => write(end(i), TITLE_HEIGHT + 14, name, SOFT, 11, 'end'));
  const body = rows.map(({ kind, cells, example }, r) => {
    const top = TITLE_HEIGHT + 22 + r * ROW;
    const picture = example
      ? `<image href="${dataUrl(example.picture)}" x="${PAD}" y="${top + 5}" width="${PICTURE}" height="${PICTURE}" image-rendering="pixelated"/>`
      : '';
    const numbers = cells.map(({ share, points }, i) => {
      const value = write(end(i), top + 20, share === null ? '–' : (100 * share).toFixed(1), INK, 12, 'end');
      return points === null ? value : value + write(end(i), top + 34, shownPoints(points), SOFT, 10, 'end');
    });
    const rule = `<line x1="${PAD}" x2="${width - PAD}" y1="${top}" y2="${top}" stroke="${SOFT}" stroke-opacity="0.3"/>`;
    return rule + picture + write(PAD + PICTURE + 10, top + 26, testSetsText.kinds[kind], INK, 12) + numbers.join('');
  });
  const height = TITLE_HEIGHT + 22 + rows.length * ROW + PAD;
  return svgDocument(title, [...head, ...body].join(''), width, height);
}
