/** The buffers in a message, each once: `postMessage` can transfer them instead of copying them. Maps are always copied. */
export function buffersOf(value: unknown, found: ArrayBuffer[] = []): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer && !found.includes(value.buffer)) found.push(value.buffer);
  } else if (Array.isArray(value)) for (const item of value) buffersOf(item, found);
  else if (value && typeof value === 'object' && !(value instanceof Map)) buffersOf(Object.values(value), found);
  return found;
}
