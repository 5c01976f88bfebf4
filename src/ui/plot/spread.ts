/**
 * Moves numbers in 0…1 as little as needed until neighbours are `gap` apart, and keeps their order: those that are too close
 * share the space around their common middle.
 */
export function spread(places: readonly number[], gap: number): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a]! - places[b]!);
  const groups: { start: number; count: number }[] = [];
  for (const i of order) {
    let last = { start: places[i]!, count: 1 };
    for (let before = groups.at(-1); before && before.start + before.count * gap > last.start; before = groups.at(-1)) {
      groups.pop();
      const count = before.count + last.count;
      const middle = (before.start * before.count + (last.start - before.count * gap) * last.count) / count;
      last = { start: Math.max(0, Math.min(1 - (count - 1) * gap, middle)), count };
    }
    groups.push(last);
  }
  const starts = groups.flatMap(({ start, count }) => Array.from({ length: count }, (_, k) => start + k * gap));
  const moved = [...places];
  for (const [k, i] of order.entries()) moved[i] = starts[k]!;
  return moved;
}
