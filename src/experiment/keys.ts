/** The keys of a table in their order. Only for tables written as literals, which have no other keys than their type says. */
export function keysOf<T extends object>(table: T): Extract<keyof T, string>[] {
  return Object.keys(table).filter((key): key is Extract<keyof T, string> => key in table);
}

/** An object with only the given keys of another one. */
export function pick<T, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  // The cast holds because every key of the result is set from the same key of `from`.
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}
