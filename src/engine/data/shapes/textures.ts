import type { Draws } from './draws';

/** Share of a texture's second colour at (x, y) in pixels, 0…1, with edges smoothed over one pixel. */
export type Texture = (x: number, y: number) => number;

export const TEXTURES = ['stripes', 'checks', 'dots', 'clouds'] as const;
export type TextureName = (typeof TEXTURES)[number];

/** Clamps to 0…1. */
export const clamp01 = (v: number): number => Math.max(0, Math.min(1, v));

/** Distance from v to the nearest multiple of the period. */
const toMultiple = (v: number, period: number): number => Math.abs(v - period * Math.round(v / period));

function stripes(draws: Draws): Texture {
  const angle = draws.angle();
  const period = draws.between(5, 9.5);
  const half = (period * draws.between(0.38, 0.62)) / 2;
  const phase = draws.between(0, period);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return (x, y) => clamp01(0.5 + half - toMultiple(x * cos + y * sin + phase, period));
}

function checks(draws: Draws): Texture {
  const angle = draws.angle();
  const cell = draws.between(3.6, 6.5);
  const shiftU = draws.between(0, 2 * cell);
  const shiftV = draws.between(0, 2 * cell);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  // +1 on one band, −1 on the next. The product of two such waves is a chequerboard.
  const wave = (v: number) => 2 * clamp01(0.5 + cell / 2 - toMultiple(v, 2 * cell)) - 1;
  return (x, y) => 0.5 + 0.5 * wave(x * cos + y * sin + shiftU) * wave(y * cos - x * sin + shiftV);
}

function dots(draws: Draws): Texture {
  const angle = draws.angle();
  const pitch = draws.between(6, 9.5);
  const radius = pitch * draws.between(0.27, 0.36);
  const shiftU = draws.between(0, pitch);
  const shiftV = draws.between(0, pitch);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return (x, y) => {
    const u = toMultiple(x * cos + y * sin + shiftU, pitch);
    const v = toMultiple(y * cos - x * sin + shiftV, pitch);
    return clamp01(0.5 + radius - Math.sqrt(u * u + v * v));
  };
}

/** Side of the value noise's lattice: large enough for a 32-pixel image at any rotation. */
const LATTICE = 16;

function clouds(draws: Draws): Texture {
  const angle = draws.angle();
  const cell = draws.between(5, 8);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const values = Float32Array.from({ length: LATTICE * LATTICE }, () => draws.between(0, 1));
  const at = (r: number, c: number): number => values[(r & (LATTICE - 1)) * LATTICE + (c & (LATTICE - 1))] ?? 0;
  const noise = (u: number, v: number): number => {
    const column = Math.floor(u);
    const row = Math.floor(v);
    const du = u - column;
    const dv = v - row;
    const su = du * du * (3 - 2 * du);
    const sv = dv * dv * (3 - 2 * dv);
    const top = at(row, column) + su * (at(row, column + 1) - at(row, column));
    const bottom = at(row + 1, column) + su * (at(row + 1, column + 1) - at(row + 1, column));
    return top + sv * (bottom - top);
  };
  return (x, y) => {
    const u = (x * cos + y * sin) / cell;
    const v = (y * cos - x * sin) / cell;
    const n = 0.68 * noise(u, v) + 0.32 * noise(2.1 * u + 5.3, 2.1 * v + 9.7);
    return clamp01((n - 0.5) * 2 + 0.5);
  };
}

const MAKERS: Record<TextureName, (draws: Draws) => Texture> = { stripes, checks, dots, clouds };

/** Draws a texture of a class with random scale, rotation and phase. */
export const drawTexture = (name: TextureName, draws: Draws): Texture => MAKERS[name](draws);
