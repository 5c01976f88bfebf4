import { useEffect, useRef } from 'react';
import type { Picture } from '../../worker/protocol';

export interface PixelCanvasProps {
  picture: Picture;
  /** Describes the picture; empty if the text around it does. */
  alt: string;
  className?: string;
  style?: React.CSSProperties;
}

/** A small picture, pixel by pixel. CSS sets its size on the page; enlarged pixels stay square. */
export function PixelCanvas({ picture, alt, className = '', style }: PixelCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { rgba, width, height } = picture;
  useEffect(() => {
    canvas.current?.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
  }, [rgba, width, height]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      className={`pixelated ${className}`}
      style={style}
      {...(alt === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': alt })}
    />
  );
}
