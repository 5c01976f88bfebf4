import { readFile } from 'node:fs/promises';
import type { ExperimentConfig } from '../../src/engine/spec/experiment';
import { STRATEGIES, type StrategyId, type SweptField, type TrialPlan } from '../../src/engine/spec/trials';
import { FIELDS, fieldOf } from '../../src/state/config';
import { decodeExperiment } from '../../src/state/url';
import { type AskedConfig, type Validated, validate } from '../../src/state/validate';

/** JSON of a file. @throws Error with one sentence when it is none. */
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

/**
 * An experiment from what a file says: fields by name, those of the page; missing ones take their defaults. A shared link of the
 * page may stand under `link`.
 *
 * @throws Error with all sentences when something in it is no possible experiment: a headless run must not differ silently.
 */
export function experimentOf(given: Record<string, unknown>, file: string): ExperimentConfig {
  const { link, ...fields } = given;
  const unknown = Object.keys(fields).filter((key) => !FIELDS.some((field) => field.key === key));
  if (unknown.length > 0) throw new Error(`${file}: ${unknown.join(', ')}: no field of an experiment.`);
  const linked: Validated =
    typeof link === 'string'
      ? decodeExperiment(link.slice(link.indexOf('#') + 1))
      : { config: validate({}).config, messages: [] };
  const { config, messages } = validate({ ...linked.config, ...(fields as AskedConfig) });
  const all = [...linked.messages, ...messages];
  if (all.length > 0) throw new Error(`${file}: ${all.join(' ')}`);
  return config;
}

/** A plan of trials: `name`, `base` (an experiment), `strategies`, `seeds`, `sweep`. */
export function planOf(given: Record<string, unknown>, file: string): TrialPlan {
  const { name, base, strategies, seeds, sweep = null } = given;
  const known = STRATEGIES.map(({ id }) => id);
  const chosen = Array.isArray(strategies) ? strategies : known;
  for (const id of chosen)
    if (!known.includes(id)) throw new Error(`${file}: there is no strategy ${id}; there are ${known.join(', ')}.`);
  const wanted = Array.isArray(seeds) ? seeds : [1, 2, 3];
  if (!wanted.every((seed) => Number.isInteger(seed) && seed >= 0))
    throw new Error(`${file}: seeds must be whole numbers.`);
  return {
    name: typeof name === 'string' ? name : file,
    base: experimentOf((base ?? {}) as Record<string, unknown>, file),
    strategies: chosen as StrategyId[],
    seeds: wanted,
    sweep: sweep === null ? null : sweepOf(sweep as Record<string, unknown>, file),
  };
}

function sweepOf({ field, values }: Record<string, unknown>, file: string): TrialPlan['sweep'] {
  const known = FIELDS.find(({ key }) => key === field);
  if (!known || fieldOf(known.key).type !== 'number')
    throw new Error(`${file}: ${field} is no number of an experiment.`);
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'number'))
    throw new Error(`${file}: the sweep’s values must be numbers.`);
  return { field: field as SweptField, values };
}
