import { useEffect, useRef } from 'react';
import type { Picture } from '../../worker/protocol';

export interface PixelCanvasProps {
  picture: Picture;
  /** What is to be seen; empty for a picture that is described by its surroundings. */
  alt: string;
  className?: string;
  style?: React.CSSProperties;
}

/** A small picture pixel by pixel; CSS gives it its size on the page, and pixels stay square where it is enlarged. */
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
