import { readFile } from 'node:fs/promises';

/** The JSON object in a file. @throws Error with one sentence when there is none. */
export async function readJson(file: string): Promise<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is no JSON' : 'it cannot be read';
    throw new Error(`${file}: ${why}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${file}: it must be a JSON object.`);
  return value as Record<string, unknown>;
}
