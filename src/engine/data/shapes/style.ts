import { type Lab, lab } from './palette';

type Range = readonly [low: number, high: number];

/** The style in which all classes are drawn. Lightness and chroma are OKLab's. */
export interface Style {
  /** Radius of an object's circumscribed circle in pixels. */
  radius: Range;
  object: { lightness: Range; chroma: Range };
  /** Mean lightness and chroma of a texture's two colours. */
  texture: { lightness: Range; chroma: Range };
  /** Size of a texture's pattern. */
  textureScale: number;
  /** A line along the inside of an object's outline with its width in pixels; null for no line. */
  line: { width: number; colour: Lab } | null;
  /** Strength of the object's shadow, 0…1. */
  shadow: number;
  /** Range of the grain in levels of 255. */
  grain: Range;
}

/** The style of the training and test split. Shipped teachers are trained on it, so it must not change. */
export const USUAL_STYLE: Style = {
  radius: [6, 12],
  object: { lightness: [0.35, 0.93], chroma: [0.04, 0.2] },
  texture: { lightness: [0.42, 0.82], chroma: [0.03, 0.13] },
  textureScale: 1,
  line: null,
  shadow: 0.3,
  grain: [2, 16],
};

/** A shifted style: smaller, paler objects with an ink line over stronger colours and larger patterns. */
export const SHIFTED_STYLE: Style = {
  radius: [5.5, 9.5],
  object: { lightness: [0.6, 0.97], chroma: [0, 0.08] },
  texture: { lightness: [0.35, 0.65], chroma: [0.1, 0.2] },
  textureScale: 1.25,
  line: { width: 1.1, colour: lab(0.2, 0.03, 4.6) },
  shadow: 0.45,
  grain: [8, 28],
};
