import type { Draws } from './draws';
import { type ObjectName, outlineOf } from './outlines';
import { drawObjectColour, drawTextureColours, rgbOf } from './palette';
import type { Style } from './style';
import { clamp01, drawTexture, type TextureName } from './textures';

/** Side of an image in pixels. */
export const SIDE = 32;

/** Offset of the object's shadow and softness of its edge, in pixels. */
const SHADOW = { x: 0.7, y: 1, softness: 1.6 };

export interface Scene {
  /** The object in the foreground; null for a texture alone. */
  object: ObjectName | null;
  texture: TextureName;
  style: Style;
  draws: Draws;
  /** 32 random bits for the grain of a pixel. */
  grain: (pixel: number) => number;
  /** Output: RGB, [SIDE, SIDE, 3]. */
  image: Uint8Array;
  /** Output: 1 where the object covers at least half of the pixel, [SIDE, SIDE]. */
  mask: Uint8Array;
}

/** Paints one image: texture, the object's shadow, the object and its line, slanting light, grain. */
export function paintScene({ object, texture, style, draws, grain, image, mask }: Scene): void {
  const colours = drawTextureColours(draws, style.texture);
  const [ground, figure] = [rgbOf(colours[0]), rgbOf(colours[1])];
  const pattern = drawTexture(texture, draws);

  // The whole object stays inside, so small objects have more room.
  const radius = draws.between(...style.radius);
  const margin = radius * 0.92 + 0.5;
  const centreX = draws.between(margin, SIDE - margin);
  const centreY = draws.between(margin, SIDE - margin);
  const outline = object === null ? null : outlineOf(object, radius, draws.angle());
  const paint = rgbOf(drawObjectColour(draws, colours, style.object));
  const ink = style.line && rgbOf(style.line.colour);
  // Pixels outside this squared distance have neither object nor shadow, so most pixels need no distance.
  const reach = (radius * 1.12 + SHADOW.softness + SHADOW.x + SHADOW.y) ** 2;

  const lightAngle = draws.angle();
  const light = draws.between(0, 0.1);
  const lightX = (2 * light * Math.cos(lightAngle)) / SIDE;
  const lightY = (2 * light * Math.sin(lightAngle)) / SIDE;
  const grainSize = draws.between(...style.grain);

  for (let row = 0; row < SIDE; row++) {
    const y = row + 0.5;
    const dy = y - centreY;
    const litY = lightY * (y - SIDE / 2);
    for (let column = 0; column < SIDE; column++) {
      const x = column + 0.5;
      const share = pattern(x / style.textureScale, y / style.textureScale);
      let cover = 0;
      let inked = 0;
      let shade = 1;
      const dx = x - centreX;
      if (outline && dx * dx + dy * dy < reach) {
        const outside = outline(dx, dy);
        cover = clamp01(0.5 - outside);
        if (style.line) inked = clamp01(0.5 + outside + style.line.width);
        const shadow = clamp01(0.5 - outline(dx - SHADOW.x, dy - SHADOW.y) / (2 * SHADOW.softness));
        shade = 1 - style.shadow * shadow;
      }
      const pixel = row * SIDE + column;
      mask[pixel] = cover >= 0.5 ? 1 : 0;
      const lit = 1 + lightX * (x - SIDE / 2) + litY;
      let bits = grain(pixel);
      for (let channel = 0; channel < 3; channel++) {
        const behind = (ground[channel]! + share * (figure[channel]! - ground[channel]!)) * shade;
        const front = ink ? paint[channel]! + inked * (ink[channel]! - paint[channel]!) : paint[channel]!;
        const colour = (behind + cover * (front - behind)) * lit;
        const noise = ((bits & 1023) / 1023 - 0.5) * grainSize;
        bits >>>= 10;
        image[3 * pixel + channel] = byteOf(colour + noise);
      }
    }
  }
}

/** The nearest byte. */
function byteOf(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : (value + 0.5) | 0;
}
