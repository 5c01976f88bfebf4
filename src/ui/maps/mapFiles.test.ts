import { expect, it } from 'vitest';
import { mapSvg, mapsTable } from './mapFiles';

it('a saved map has its picture, its outline, and the numbers at the ends of its scale', () => {
  const svg = mapSvg({
    title: 'Layer 1 < 2 & "more"',
    tiles: [
      { href: 'data:image/png;base64,AA', x: 0, y: 0, side: 100 },
      { href: 'data:image/png;base64,BB', x: 0, y: 0, side: 100, opacity: 0.6, smooth: true },
    ],
    width: 100,
    height: 100,
    outline: { path: 'M0 0h1', grid: 4 },
    scale: {
      colors: [
        [0, 0, 0],
        [255, 255, 255],
      ],
      low: '0',
      high: '0.123',
    },
  });
  expect(svg).toContain('<title>Layer 1 &lt; 2 &amp; &quot;more&quot;</title>');
  expect(svg.match(/<image /g)).toHaveLength(2);
  expect(svg).toContain('opacity="0.6"/>');
  expect(svg).toContain('viewBox="0 0 4 4"><path d="M0 0h1"');
  expect(svg).toContain('>0.123</text>');
  expect(svg).toContain('<stop offset="1" stop-color="rgb(255,255,255)"/>');
  // Every element that is opened is closed.
  const opened = svg.match(/<[a-zA-Z][^>]*[^/]>/g)!.length;
  expect(svg.match(/<\//g)).toHaveLength(opened);
});

it('the numbers of maps are listed by patch, from row 1, column 1', () => {
  expect(mapsTable(2, [{ name: 'class token', values: [0.1, 0.2, 0.3, 0.4] }]).rows).toEqual([
    [1, 1, 0.1],
    [1, 2, 0.2],
    [2, 1, 0.3],
    [2, 2, 0.4],
  ]);
});
