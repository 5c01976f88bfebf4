/** The next `count` test images after the shown ones. After the last image of the split, the first follows. */
export function nextProbes(shown: readonly number[], count: number, testCount: number): number[] {
  const after = shown.length > 0 ? shown.at(-1)! + 1 : 0;
  return Array.from({ length: Math.min(count, testCount) }, (_, i) => (after + i) % testCount);
}

/** `count` different random test images, in rising order. They are only for display, so they need no seed. */
export function randomProbes(count: number, testCount: number): number[] {
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, testCount)) chosen.add(Math.floor(Math.random() * testCount));
  return [...chosen].sort((a, b) => a - b);
}
