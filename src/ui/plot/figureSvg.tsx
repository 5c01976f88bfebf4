import { createRoot } from 'react-dom/client';
import { Sample } from './Legend';
import { PlotDrawing } from './PlotDrawing';
import { labelledPoints } from './PointLabels';
import { fullTitle, listed, type PlotSpec } from './plotSpec';
import { PAD, svgDocument, TITLE_HEIGHT } from './svgDocument';

/** Size of the drawing on paper, in pixels; higher if many points have a label. */
const WIDTH = 640;
const HEIGHT = 340;
const LABEL_HEIGHT = 15;
/** A drawing that still changes after this many frames is an error. */
const MAX_FRAMES = 120;

/**
 * A plot as an SVG document. It is drawn from its spec by the same components as on the
 * page, at a fixed size, out of sight: the size of the window does not matter.
 *
 * @throws Error if the drawing does not settle
 */
export async function figureSvg(spec: PlotSpec): Promise<string> {
  const height = Math.max(HEIGHT, 60 + LABEL_HEIGHT * labelledPoints(spec.series).length);
  const host = document.createElement('div');
  host.className = 'figure-press';
  document.body.append(host);
  const root = createRoot(host);
  try {
    root.render(
      <>
        <PlotDrawing spec={spec} size={{ width: WIDTH, height }} />
        <svg className="figure-press-legend" aria-hidden="true">
          <PaperLegend spec={spec} />
        </svg>
      </>,
    );
    await settle(host);
    const plot = host.querySelector('.recharts-surface')!;
    const legend = host.querySelector('.figure-press-legend')!;
    const top = TITLE_HEIGHT + legendRows(listed(spec.series).map(({ name }) => name)).height;
    const body = `${legend.innerHTML}<svg x="${PAD}" y="${top}" width="${WIDTH}" height="${height}">${plot.innerHTML}</svg>`;
    return svgDocument(fullTitle(spec), body, WIDTH + 2 * PAD, top + height + PAD);
  } finally {
    root.unmount();
    host.remove();
  }
}

/** Recharts draws in several frames: axes first, then what needs their scales. */
async function settle(host: HTMLElement): Promise<void> {
  let before = '';
  for (let frame = 0; frame < MAX_FRAMES; frame++) {
    await new Promise(requestAnimationFrame);
    const now = host.innerHTML;
    if (now === before && host.querySelector('.recharts-cartesian-axis-tick')) return;
    before = now;
  }
  throw new Error('the drawing does not settle');
}

const LETTER = 6.4;
const ROW = 18;
const SAMPLE = 28;
const GAP = 14;

/** Where the names of a legend go, in rows as wide as the drawing. */
export function legendRows(names: readonly string[]): { places: { x: number; y: number }[]; height: number } {
  let x = 0;
  let row = 0;
  const places = names.map((name) => {
    const width = SAMPLE + LETTER * name.length + GAP;
    if (x > 0 && x + width > WIDTH) [x, row] = [0, row + 1];
    const place = { x, y: row * ROW };
    x += width;
    return place;
  });
  return { places, height: names.length > 0 ? (row + 1) * ROW + 6 : 0 };
}

function PaperLegend({ spec }: { spec: PlotSpec }) {
  const series = listed(spec.series);
  const { places } = legendRows(series.map(({ name }) => name));
  return series.map((one, i) => (
    <g key={one.name} transform={`translate(${PAD + places[i]!.x} ${TITLE_HEIGHT + places[i]!.y})`}>
      <Sample series={one} />
      <text x={SAMPLE} y="11" fontSize="12" fill="var(--ink)">
        {one.name}
      </text>
    </g>
  ));
}
