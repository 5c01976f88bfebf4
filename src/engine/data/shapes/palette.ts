import type { Draws } from './draws';
import type { Style } from './style';

/** A colour in OKLab (Ottosson, "A perceptual color space for image processing", 2020): equal distances look equally large. */
export interface Lab {
  l: number;
  a: number;
  b: number;
}

/** sRGB, 0…255, not rounded. */
export type Rgb = readonly [number, number, number];

/** @param hue in radians */
export const lab = (l: number, chroma: number, hue: number): Lab => ({
  l,
  a: chroma * Math.cos(hue),
  b: chroma * Math.sin(hue),
});

export const distance = (p: Lab, q: Lab): number => Math.hypot(p.l - q.l, p.a - q.a, p.b - q.b);

function linearRgb({ l, a, b }: Lab): Rgb {
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

const gamma = (v: number): number => 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);

/** Converts to sRGB. A colour outside the gamut loses chroma until it fits. */
export function rgbOf(colour: Lab): Rgb {
  let { a, b } = colour;
  for (;;) {
    const [red, green, blue] = linearRgb({ l: colour.l, a, b });
    if (Math.min(red, green, blue) >= -1e-4 && Math.max(red, green, blue) <= 1 + 1e-4)
      return [gamma(red), gamma(green), gamma(blue)];
    a *= 0.9;
    b *= 0.9;
  }
}

/** Draws the two colours of a texture: similar hues, clearly different lightness. */
export function drawTextureColours(draws: Draws, style: Style['texture']): [Lab, Lab] {
  const hue = draws.angle();
  const chroma = draws.between(...style.chroma);
  const middle = draws.between(...style.lightness);
  const half = draws.between(0.07, 0.14);
  const turn = draws.between(-0.7, 0.7);
  const light = lab(middle + half, chroma, hue);
  const dark = lab(middle - half, chroma * draws.between(0.8, 1.3), hue + turn);
  return draws.integer(2) === 0 ? [light, dark] : [dark, light];
}

/** Smallest OKLab distance of an object from both background colours: visible, but not glaring. */
const MIN_CONTRAST = 0.2;
/** Attempts to draw a colour with enough contrast, before the best one is used. */
const TRIES = 24;

/** Draws the colour of an object: any colour with enough contrast to the background. */
export function drawObjectColour(draws: Draws, behind: readonly Lab[], style: Style['object']): Lab {
  let best = lab(0, 0, 0);
  let bestContrast = -1;
  for (let i = 0; i < TRIES && bestContrast < MIN_CONTRAST; i++) {
    const colour = lab(draws.between(...style.lightness), draws.between(...style.chroma), draws.angle());
    const contrast = Math.min(...behind.map((other) => distance(colour, other)));
    if (contrast > bestContrast) {
      best = colour;
      bestContrast = contrast;
    }
  }
  return best;
}
