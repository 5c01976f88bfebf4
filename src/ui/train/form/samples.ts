import type { DatasetCard, Picture } from '../../../worker/protocol';

/** The samples of one class side by side in one picture; null if there are none. */
export function stripOf({ samples, width, height }: DatasetCard, label: number): Picture | null {
  const own = samples.filter((sample) => sample.label === label);
  if (own.length === 0) return null;
  const rgba = new Uint8ClampedArray(own.length * width * height * 4);
  const row = width * 4;
  own.forEach((sample, index) => {
    for (let y = 0; y < height; y++)
      rgba.set(sample.rgba.subarray(y * row, (y + 1) * row), (y * own.length + index) * row);
  });
  return { rgba, width: own.length * width, height };
}
