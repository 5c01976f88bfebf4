import { type Lab, lab } from './palette';

type Range = readonly [low: number, high: number];

/** How pictures are drawn: what is free within their classes. Lightness and chroma are OKLab's. */
export interface Style {
  /** Radius of the circle around an object, in pixels. */
  radius: Range;
  object: { lightness: Range; chroma: Range };
  /** Of the lighter and the darker colour of a texture: their mean lightness, their chroma. */
  texture: { lightness: Range; chroma: Range };
  /** Size of a texture's pattern. */
  textureScale: number;
  /** A line along the inside of an object's outline, its width in pixels; null for none. */
  line: { width: number; colour: Lab } | null;
  /** How dark the object's shadow gets, 0…1. */
  shadow: number;
  /** Levels of 255 that the grain spans. */
  grain: Range;
}

/** The style of the training and test split: changing it changes what shipped teachers know. */
export const USUAL_STYLE: Style = {
  radius: [6, 12],
  object: { lightness: [0.35, 0.93], chroma: [0.04, 0.2] },
  texture: { lightness: [0.42, 0.82], chroma: [0.03, 0.13] },
  textureScale: 1,
  line: null,
  shadow: 0.3,
  grain: [2, 16],
};

/** The same classes drawn by somebody else: smaller objects with an ink line, paler over stronger colours, larger patterns. */
export const SHIFTED_STYLE: Style = {
  radius: [5.5, 9.5],
  object: { lightness: [0.6, 0.97], chroma: [0, 0.08] },
  texture: { lightness: [0.35, 0.65], chroma: [0.1, 0.2] },
  textureScale: 1.25,
  line: { width: 1.1, colour: lab(0.2, 0.03, 4.6) },
  shadow: 0.45,
  grain: [8, 28],
};
