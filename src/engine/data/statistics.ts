/**
 * Mean and standard deviation of each channel, of pixels scaled to 0…1.
 * @param images uint8, channels last.
 */
export function channelStatistics(images: Uint8Array, channels: number): { mean: number[]; std: number[] } {
  // Exact: counting bytes first leaves 256 numbers a channel to add up.
  const histogram = Array.from({ length: channels }, () => new Float64Array(256));
  for (let channel = 0; channel < channels; channel++) {
    const counts = histogram[channel]!;
    for (let i = channel; i < images.length; i += channels) counts[images[i]!]!++;
  }
  const total = images.length / channels;
  const mean = histogram.map((counts) => counts.reduce((sum, n, value) => sum + (n * value) / 255, 0) / total);
  const std = histogram.map((counts, channel) => {
    const middle = mean[channel]!;
    return Math.sqrt(counts.reduce((sum, n, value) => sum + n * (value / 255 - middle) ** 2, 0) / total);
  });
  return { mean, std };
}
