/** Cosine of two consecutive vectors, computed in float64. @param pair [2 · dim] */
export function tokenCosine(pair: ArrayLike<number>, dim: number): number {
  let [dot, first, second] = [0, 0, 0];
  for (let i = 0; i < dim; i++) {
    const [a, b] = [pair[i]!, pair[dim + i]!];
    dot += a * b;
    first += a * a;
    second += b * b;
  }
  return dot / Math.sqrt(first * second);
}
