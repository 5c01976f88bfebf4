/** Figures as SVG documents that need no style sheet, no font and no file beside them. */
import type { Colormap } from '../theme/colormap';

/** Colours of the page as they are now; a saved figure keeps the theme that it was saved in. */
export interface Paper {
  page: string;
  ink: string;
  soft: string;
}

export function paperNow(): Paper {
  const style = getComputedStyle(document.body);
  const probe = document.createElement('span');
  probe.style.color = 'var(--ink-soft)';
  document.body.append(probe);
  const soft = getComputedStyle(probe).color;
  probe.remove();
  return { page: style.backgroundColor, ink: style.color, soft };
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);
}

export const TITLE_HEIGHT = 28;
const PAD = 12;
const SCALE_HEIGHT = 34;

/** A document of a title line and what is drawn below it. */
export function svgDocument(title: string, body: string, width: number, height: number, paper: Paper): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, system-ui, sans-serif">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${paper.page}"/>`,
    `<text x="${PAD}" y="19" font-size="14" font-weight="600" fill="${paper.ink}">${escapeXml(title)}</text>`,
    body,
    '</svg>',
  ].join('');
}

/** A picture in a drawing, by its place and side. */
export interface Tile {
  /** Data URL of a PNG. */
  href: string;
  x: number;
  y: number;
  side: number;
  opacity?: number;
  smooth?: boolean;
  /** Written over it. */
  label?: string;
}

export interface MapDrawing {
  title: string;
  tiles: readonly Tile[];
  /** Side of the area that the tiles fill. */
  width: number;
  height: number;
  /** SVG path in a square of `grid` units that is laid over the whole area. */
  outline?: { path: string; grid: number };
  scale: { colors: Colormap; low: string; high: string };
  paper: Paper;
}

/** Maps with their colour scale under them. */
export function mapSvg({ title, tiles, width, height, outline, scale, paper }: MapDrawing): string {
  const top = TITLE_HEIGHT;
  const bar = top + height + 8;
  const images = tiles.map(({ href, x, y, side, opacity = 1, smooth = false, label }) => {
    const rendering = smooth ? '' : ' image-rendering="pixelated"';
    const named = label
      ? `<text x="${PAD + x}" y="${top + y - 3}" font-size="9" fill="${paper.soft}">${escapeXml(label)}</text>`
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
    `<text x="${x}" y="${bar + 24}" font-size="11" text-anchor="${anchor}" fill="${paper.soft}">${escapeXml(text)}</text>`;
  const legend = [
    `<defs><linearGradient id="scale">${stops.join('')}</linearGradient></defs>`,
    `<rect x="${PAD}" y="${bar}" width="${width}" height="8" fill="url(#scale)"/>`,
    end(PAD, 'start', scale.low),
    end(PAD + width, 'end', scale.high),
  ];
  const body = [...images, line, ...legend].join('');
  return svgDocument(title, body, width + 2 * PAD, bar + SCALE_HEIGHT, paper);
}

/** What a chart's elements get from style sheets and CSS variables, which a file does not have. */
const INLINED = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'opacity',
  'font-size',
  'font-weight',
  'paint-order',
  'text-anchor',
] as const;

/** A chart of the page as it is drawn now, with its legend: the drawings of its plot over each other, styles written into them. */
export function chartSvg(title: string, figure: HTMLElement): string {
  const paper = paperNow();
  const box = figure.querySelector('.chart-plot')?.getBoundingClientRect();
  const layers = Array.from(figure.querySelectorAll<SVGSVGElement>('.chart-plot svg'));
  if (!box || layers.length === 0) throw new Error('nothing is drawn yet');
  const legend = legendOf(figure, box.width, paper);
  const top = TITLE_HEIGHT + legend.height;
  const drawn = layers.map((layer) => {
    const { left, top: y, width, height } = layer.getBoundingClientRect();
    const view = layer.getAttribute('viewBox') ?? `0 0 ${width} ${height}`;
    const place = `x="${PAD + left - box.left}" y="${top + y - box.top}" width="${width}" height="${height}"`;
    return `<svg ${place} viewBox="${view}" preserveAspectRatio="none">${withStyles(layer).innerHTML}</svg>`;
  });
  const body = legend.body + drawn.join('');
  return svgDocument(title, body, box.width + 2 * PAD, top + box.height + PAD, paper);
}

function withStyles(plot: SVGSVGElement): SVGSVGElement {
  const copy = plot.cloneNode(true) as SVGSVGElement;
  const originals = plot.querySelectorAll('*');
  for (const [i, element] of copy.querySelectorAll('*').entries()) {
    const style = getComputedStyle(originals[i]!);
    for (const name of INLINED) element.setAttribute(name, style.getPropertyValue(name));
    for (const name of ['class', 'style']) element.removeAttribute(name);
  }
  return copy;
}

const LETTER = 6.2;
const LINE = 18;

function legendOf(figure: HTMLElement, width: number, paper: Paper): { body: string; height: number } {
  let x = PAD;
  let y = TITLE_HEIGHT + 10;
  const items = Array.from(figure.querySelectorAll('.chart-legend li'), (item) => {
    const name = item.querySelector('span')?.textContent ?? '';
    const line = item.querySelector('line');
    const style = line && getComputedStyle(line);
    const long = 28 + LETTER * name.length + 14;
    if (x > PAD && x + long > width) [x, y] = [PAD, y + LINE];
    const sample = style
      ? `<line x1="${x}" x2="${x + 22}" y1="${y - 4}" y2="${y - 4}" stroke="${style.stroke}" stroke-width="2.5" stroke-dasharray="${style.strokeDasharray}"/>`
      : '';
    const drawn = `${sample}<text x="${x + 27}" y="${y}" font-size="11" fill="${paper.ink}">${escapeXml(name)}</text>`;
    x += long;
    return drawn;
  });
  return { body: items.join(''), height: items.length > 0 ? y - TITLE_HEIGHT + 10 : 0 };
}
