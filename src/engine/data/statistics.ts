/**
 * Mean and standard deviation of pixels scaled to 0…1, per channel.
 *
 * @param images uint8, channels last
 */
export function channelStatistics(images: Uint8Array, channels: number): { mean: number[]; std: number[] } {
  // Exact, because a histogram leaves only 256 numbers per channel to add.
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
