import type { Box, Picture } from '../../../worker/protocol';

type Size = Pick<Picture, 'width' | 'height'>;
type Point = readonly [x: number, y: number];

/** Smallest side in pixels. A crop is square like the model's input, so that nothing is stretched. */
const LEAST_SIDE = 4;

/** The largest square in the middle of the picture. */
export function middleSquare({ width, height }: Size): Box {
  const side = Math.min(width, height);
  return [Math.floor((width - side) / 2), Math.floor((height - side) / 2), side, side];
}

export function isLargest(box: Box, size: Size): boolean {
  return box[2] >= Math.min(size.width, size.height);
}

/** Moves a crop by some pixels, at most to the edge of the picture. */
export function moved([left, top, side]: Box, [right, down]: Point, size: Size): Box {
  return squareAt(left + right, top + down, side, size);
}

/** Enlarges a crop around its centre by some pixels; a negative number shrinks it. */
export function grown([left, top, side]: Box, by: number, size: Size): Box {
  const next = sideWithin(side + by, size);
  return squareAt(left + (side - next) / 2, top + (side - next) / 2, next, size);
}

/** The square from a fixed corner towards a point. Its side is the longer of the two distances. */
export function spanned(from: Point, to: Point, size: Size): Box {
  const [x, y] = [clamp(Math.round(from[0]), size.width), clamp(Math.round(from[1]), size.height)];
  const [toLeft, toTop] = [to[0] < x, to[1] < y];
  const room = Math.min(toLeft ? x : size.width - x, toTop ? y : size.height - y);
  const wanted = Math.round(Math.max(Math.abs(to[0] - x), Math.abs(to[1] - y)));
  const side = sideWithin(Math.min(wanted, room), size);
  return squareAt(toLeft ? x - side : x, toTop ? y - side : y, side, size);
}

/** If a corner lies within `reach` pixels of the point, the corner opposite to it; otherwise null. */
export function oppositeCorner([left, top, side]: Box, [x, y]: Point, reach: number): Point | null {
  const near = (edge: number, at: number) => Math.abs(edge - at) <= reach;
  const across = near(left, x) ? left + side : near(left + side, x) ? left : null;
  const along = near(top, y) ? top + side : near(top + side, y) ? top : null;
  return across === null || along === null ? null : [across, along];
}

export function contains([left, top, side]: Box, [x, y]: Point): boolean {
  return x >= left && x <= left + side && y >= top && y <= top + side;
}

function squareAt(left: number, top: number, side: number, { width, height }: Size): Box {
  return [clamp(Math.round(left), width - side), clamp(Math.round(top), height - side), side, side];
}

function sideWithin(side: number, { width, height }: Size): number {
  const most = Math.min(width, height);
  return Math.min(most, Math.max(Math.min(LEAST_SIDE, most), Math.round(side)));
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}
