/** A JSON object, not a list. */
export function isObject(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

export function isNumber(given: unknown): given is number {
  return typeof given === 'number' && Number.isFinite(given);
}

/** An integer from 0 on. */
export function isCount(given: unknown): given is number {
  return Number.isSafeInteger(given) && Number(given) >= 0;
}

/** The object that a JSON text describes; null if the text is not JSON or describes something else. */
export function parsedJson(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
