import './ownPicture.css';
import { type PointerEvent, useCallback, useEffect, useId, useRef, useState } from 'react';
import { ownPictureText } from '../../../sentences/ownPicture';
import { throttle } from '../../../state/throttle';
import type { Picture } from '../../../worker/protocol';
import { pixelsOf } from './camera';

export interface DrawingPadProps {
  /** Whether the data set is grey. Then the drawing is grey, too. */
  grey: boolean;
  /** Brightness of the data set's background, 0…255. */
  background: number;
  onPicture(picture: Picture): void;
}

const SIDE = 280;
/** Strokes in MNIST are about two of its 28 pixels wide. */
const BRUSH = { min: 4, max: 48, start: 22 };
/** Pause between two pictures while the user draws. */
const FOLLOW_MS = 100;

/** A pad to draw on, with the background of the data set. The models see the drawing while it grows. */
export function DrawingPad({ grey, background, onPicture }: DrawingPadProps) {
  const id = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const tell = useRef(onPicture);
  tell.current = onPicture;
  const [brush, setBrush] = useState(BRUSH.start);
  const dark = background < 128;
  const [colour, setColour] = useState(dark ? '#ffffff' : '#000000');
  // The last position of the pointer while it draws.
  const last = useRef<[number, number] | null>(null);
  const follow = useRef(
    throttle(() => {
      const picture = canvas.current && pixelsOf(canvas.current);
      if (picture) tell.current(picture);
    }, FOLLOW_MS),
  );

  const clear = useCallback(() => {
    const context = canvas.current!.getContext('2d', { willReadFrequently: true })!;
    context.fillStyle = dark ? '#000' : '#fff';
    context.fillRect(0, 0, SIDE, SIDE);
  }, [dark]);
  useEffect(clear, [clear]);

  const draw = (event: PointerEvent<HTMLCanvasElement>, start: boolean) => {
    const frame = event.currentTarget.getBoundingClientRect();
    const at: [number, number] = [
      ((event.clientX - frame.left) / frame.width) * SIDE,
      ((event.clientY - frame.top) / frame.height) * SIDE,
    ];
    const from = start ? at : last.current;
    if (!from) return;
    const context = event.currentTarget.getContext('2d')!;
    context.strokeStyle = colour;
    context.lineWidth = brush;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...at);
    context.stroke();
    last.current = at;
    follow.current();
  };
  const stop = () => {
    last.current = null;
  };

  return (
    <div className="pad">
      <canvas
        ref={canvas}
        width={SIDE}
        height={SIDE}
        role="img"
        aria-label={ownPictureText.pad}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          draw(event, true);
        }}
        onPointerMove={(event) => draw(event, false)}
        onPointerUp={stop}
        onPointerCancel={stop}
      />
      <div className="pad-tools">
        <label htmlFor={`${id}-brush`}>{ownPictureText.brush}</label>
        <input
          id={`${id}-brush`}
          type="range"
          min={BRUSH.min}
          max={BRUSH.max}
          value={brush}
          aria-valuetext={`${brush} px`}
          onChange={({ currentTarget }) => setBrush(currentTarget.valueAsNumber)}
        />
        {!grey && (
          <>
            <label htmlFor={`${id}-colour`}>{ownPictureText.colour}</label>
            <input
              id={`${id}-colour`}
              type="color"
              value={colour}
              onChange={({ currentTarget }) => setColour(currentTarget.value)}
            />
          </>
        )}
        <button
          type="button"
          onClick={() => {
            clear();
            follow.current();
          }}
        >
          {ownPictureText.clear}
        </button>
        <p className="note">{ownPictureText.padHint}</p>
      </div>
    </div>
  );
}
