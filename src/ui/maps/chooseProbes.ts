/** The next `count` test images after the shown ones, from the first on again where the split ends. */
export function nextProbes(shown: readonly number[], count: number, testCount: number): number[] {
  const after = shown.length > 0 ? shown.at(-1)! + 1 : 0;
  return Array.from({ length: Math.min(count, testCount) }, (_, i) => (after + i) % testCount);
}

/** `count` different test images by chance, in rising order. Only for looking at: no number of a run depends on it. */
export function randomProbes(count: number, testCount: number): number[] {
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, testCount)) chosen.add(Math.floor(Math.random() * testCount));
  return [...chosen].sort((a, b) => a - b);
}
