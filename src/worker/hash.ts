/** First eight hex digits of the SHA-256 of all weights, in order: two runs with the same one began the same. */
export async function hashOf(weights: ReadonlyMap<string, Float32Array>): Promise<string> {
  const total = [...weights.values()].reduce((sum, values) => sum + values.byteLength, 0);
  const bytes = new Uint8Array(total);
  let offset = 0;
  for (const values of weights.values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
