import { readFile } from 'node:fs/promises';
import { isObject } from '../../src/experiment/json';

/** The JSON object in a file. @throws Error with one sentence if there is none */
export async function readJson(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`${file}: it cannot be read.`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${file}: it is not valid JSON.`);
  }
  if (!isObject(value)) throw new Error(`${file}: it must be a JSON object.`);
  return value;
}
