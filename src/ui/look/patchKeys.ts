/** The patch that a key moves to; null if the key does not move. */
export function patchAfterKey(key: string, patch: number, grid: number): number | null {
  const [row, column] = [Math.floor(patch / grid), patch % grid];
  const last = grid - 1;
  const at = (r: number, c: number) => Math.min(last, Math.max(0, r)) * grid + Math.min(last, Math.max(0, c));
  const moves: Record<string, number> = {
    ArrowLeft: at(row, column - 1),
    ArrowRight: at(row, column + 1),
    ArrowUp: at(row - 1, column),
    ArrowDown: at(row + 1, column),
    Home: at(row, 0),
    End: at(row, last),
    PageUp: at(0, column),
    PageDown: at(last, column),
  };
  return moves[key] ?? null;
}
