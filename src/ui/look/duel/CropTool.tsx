import './duel.css';
import { type PointerEvent, useRef } from 'react';
import { duelText } from '../../../sentences/duel';
import type { Box, Picture } from '../../../worker/protocol';
import { PixelCanvas } from '../../common/PixelCanvas';
import { contains, grown, isLargest, middleSquare, moved, oppositeCorner, spanned } from './cropBox';

export interface CropToolProps {
  picture: Picture;
  /** A square in pixels of the picture. Null is the whole picture, or its middle square if it is not square. */
  box: Box | null;
  onCrop(box: Box | null): void;
}

type Point = [x: number, y: number];
/** What a drag does: draw the crop from a corner, or move it. */
type Grip = { corner: Point } | { push: Point; box: Box };

/** The distance, as a share of the picture, at which the pointer grabs a corner. */
const CORNER_REACH = 0.06;

/** A picture with its crop. Dragging draws, moves or resizes the crop. Arrow keys move it; with Shift they resize it. */
export function CropTool({ picture, box, onCrop }: CropToolProps) {
  const grip = useRef<Grip | null>(null);
  const { width, height } = picture;
  const middle = middleSquare(picture);
  const crop = box ?? middle;
  const whole = isLargest(crop, picture);
  const reset = () => onCrop(width === height ? null : middle);

  const pointOf = (event: PointerEvent<HTMLElement>): Point => {
    const frame = event.currentTarget.getBoundingClientRect();
    return [
      ((event.clientX - frame.left) / frame.width) * width,
      ((event.clientY - frame.top) / frame.height) * height,
    ];
  };
  const take = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = pointOf(event);
    const corner = whole ? null : oppositeCorner(crop, at, CORNER_REACH * Math.max(width, height));
    if (corner) grip.current = { corner: [...corner] };
    else if (!whole && contains(crop, at)) grip.current = { push: at, box: crop };
    else grip.current = { corner: at };
  };
  const drag = (event: PointerEvent<HTMLElement>) => {
    const held = grip.current;
    if (!held) return;
    const at = pointOf(event);
    if ('corner' in held) onCrop(spanned(held.corner, at, picture));
    else onCrop(moved(held.box, [at[0] - held.push[0], at[1] - held.push[1]], picture));
  };
  const release = () => {
    grip.current = null;
  };

  const [left, top, side] = crop;
  const frame = { x: left, y: top, width: side, height: side, fill: 'none', vectorEffect: 'non-scaling-stroke' };
  const share = Math.round((100 * side * side) / (width * height));
  return (
    <div className="crop">
      <div
        className="crop-tool"
        style={{ aspectRatio: `${width} / ${height}` }}
        role="slider"
        tabIndex={0}
        aria-label={duelText.crop}
        aria-description={duelText.cropKeys}
        title={duelText.cropKeys}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share}
        aria-valuetext={whole ? duelText.cropWhole : duelText.cropIs(side, left, top)}
        onPointerDown={take}
        onPointerMove={drag}
        onPointerUp={release}
        onPointerCancel={release}
        onKeyDown={(event) => {
          if (event.key === 'Escape') return reset();
          const way = WAYS[event.key];
          if (!way) return;
          event.preventDefault();
          const pixels = Math.max(1, Math.round(Math.max(width, height) / 40));
          if (event.shiftKey) onCrop(grown(crop, 2 * pixels * Math.sign(way[0] - way[1]), picture));
          else onCrop(moved(crop, [way[0] * pixels, way[1] * pixels], picture));
        }}
      >
        <PixelCanvas picture={picture} alt="" />
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          <path className="crop-outside" d={`M0 0H${width}V${height}H0Z M${left} ${top}v${side}h${side}v${-side}Z`} />
          <rect {...frame} stroke="#000" strokeWidth="4" strokeOpacity="0.55" />
          <rect {...frame} stroke="#fff" strokeWidth="2" />
        </svg>
      </div>
      <div className="crop-foot">
        <span className="note tabular">{whole ? duelText.cropWhole : duelText.cropIs(side, left, top)}</span>
        <button type="button" disabled={crop.every((value, i) => value === middle[i])} onClick={reset}>
          {duelText.cropReset}
        </button>
      </div>
    </div>
  );
}

/** Right and down are positive. */
const WAYS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
