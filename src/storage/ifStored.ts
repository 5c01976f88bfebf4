/**
 * What the browser's storage answers; undefined if it is full, forbidden or missing (it may even throw at once). For what the page
 * can do without.
 */
export async function ifStored<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch {
    return undefined;
  }
}
