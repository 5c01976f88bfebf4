/** A colour scale as evenly spaced control colours, [r, g, b] 0…255, linearly interpolated. */
export type Colormap = readonly (readonly [number, number, number])[];

/** Viridis (van der Walt and Smith, CC0), 17 of its 256 colours. It is perceptually uniform and readable without colour vision. */
export const VIRIDIS: Colormap = [
  [68, 1, 84],
  [72, 24, 106],
  [71, 45, 123],
  [66, 64, 134],
  [59, 82, 139],
  [51, 99, 141],
  [44, 114, 142],
  [38, 130, 142],
  [33, 145, 140],
  [31, 160, 136],
  [40, 174, 128],
  [63, 188, 115],
  [94, 201, 98],
  [132, 212, 75],
  [173, 220, 48],
  [216, 226, 25],
  [253, 231, 37],
];

/** From the hue of the distillation token to that of the class token: which token looks more at a patch. */
export const TOKEN_DIFFERENCE: Colormap = [
  [160, 66, 0],
  [213, 94, 0],
  [240, 160, 104],
  [244, 244, 242],
  [110, 178, 220],
  [0, 114, 178],
  [0, 76, 128],
];

/** Writes the colour at `position` (0…1, clamped; NaN counts as 0) as r, g, b, 255 into `rgba` from `offset`. */
export function writeColor(map: Colormap, position: number, rgba: Uint8ClampedArray, offset: number) {
  const scaled = (position > 0 ? Math.min(1, position) : 0) * (map.length - 1);
  const below = Math.min(map.length - 2, Math.floor(scaled));
  const share = scaled - below;
  for (let channel = 0; channel < 3; channel++) {
    rgba[offset + channel] = map[below]![channel]! * (1 - share) + map[below + 1]![channel]! * share;
  }
  rgba[offset + 3] = 255;
}

/** The scale as a CSS gradient with the lowest value on the left. */
export function cssGradient(map: Colormap): string {
  return `linear-gradient(to right, ${map.map((color) => `rgb(${color.join(' ')})`).join(', ')})`;
}
