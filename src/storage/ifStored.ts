/**
 * What a browser's store answers; undefined where it is full, forbidden or not there at all, which it may say by throwing at once. For
 * what can be done without.
 */
export async function ifStored<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch {
    return undefined;
  }
}
