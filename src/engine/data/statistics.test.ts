import { describe, expect, it } from 'vitest';
import { channelStatistics } from './statistics';

describe('channelStatistics', () => {
  it('gives mean and deviation of each channel for pixels scaled to 0…1', () => {
    const { mean, std } = channelStatistics(Uint8Array.from([0, 255, 51, 255, 255, 51, 0, 255, 51, 255, 255, 51]), 3);
    expect(mean).toEqual([0.5, 1, expect.closeTo(0.2, 12)]);
    expect(std).toEqual([0.5, 0, expect.closeTo(0, 12)]);
  });
});
