/** What a value of a parsed JSON text is. */
export function isObject(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

export function isNumber(given: unknown): given is number {
  return typeof given === 'number' && Number.isFinite(given);
}

/** A whole number, not negative. */
export function isCount(given: unknown): given is number {
  return Number.isSafeInteger(given) && (given as number) >= 0;
}
