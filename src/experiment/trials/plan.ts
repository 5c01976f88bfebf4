import type { ExperimentConfig } from '../config';
import { decodeExperiment } from '../fields/address';
import { FIELDS, fieldOf } from '../fields/table';
import { type AskedConfig, validate } from '../fields/validate';
import {
  STRATEGIES,
  type StrategyId,
  SWEPT_FIELDS,
  type SweptValue,
  type TrialPlan,
  trialsOf,
  USUAL_STRATEGIES,
} from './trials';

/** Seeds that a plan may have: each is a whole training of every strategy. */
export const MAX_SEEDS = 5;
const MAX_TRIALS = 500;

/** @throws Error that names what is no field of an experiment. */
export function knownFields(given: Record<string, unknown>, file: string): AskedConfig {
  const unknown = Object.keys(given).filter((key) => !FIELDS.some((field) => field.key === key));
  if (unknown.length > 0) throw new Error(`${file}: ${unknown.join(', ')}: no field of an experiment.`);
  return given as AskedConfig;
}

/**
 * An experiment from what a file says: fields by name, those of the page; missing ones take their defaults. A shared link of the
 * page may stand under `link`.
 *
 * @param file what the file is called, for messages
 * @throws Error with all sentences when something in it is no possible experiment: what a file asks for must not differ silently.
 */
export function experimentOf(given: Record<string, unknown>, file: string): ExperimentConfig {
  const { link, ...rest } = given;
  const fields = knownFields(rest, file);
  const linked = typeof link === 'string' ? decodeExperiment(link.slice(link.indexOf('#') + 1)) : validate({});
  const { config, messages } = validate({ ...linked.config, ...fields });
  const all = [...linked.messages, ...messages];
  if (all.length > 0) throw new Error(`${file}: ${all.join(' ')}`);
  return config;
}

/**
 * A plan of trials: `name`, `base` (an experiment), `strategies` (without it all but the control), `seeds` (1, 2, 3 without it), `sweep`,
 * `otherTests` (whether finished students are asked about other test sets too).
 *
 * @throws Error with one sentence when it is none.
 */
export function planOf(given: Record<string, unknown>, file: string): TrialPlan {
  const { name, base, strategies, seeds, sweep, otherTests } = given;
  const known = STRATEGIES.map(({ id }) => id);
  const chosen: unknown[] = Array.isArray(strategies) ? strategies : [...USUAL_STRATEGIES];
  const strange = chosen.find((id) => !known.includes(id as StrategyId));
  if (strange !== undefined || chosen.length === 0)
    throw new Error(`${file}: there is no strategy ${strange}; there are ${known.join(', ')}.`);
  const wanted: unknown[] = Array.isArray(seeds) ? seeds : [1, 2, 3];
  if (wanted.length === 0 || !wanted.every((seed) => Number.isSafeInteger(seed) && (seed as number) >= 0))
    throw new Error(`${file}: seeds must be whole numbers.`);
  const plan: TrialPlan = {
    name: typeof name === 'string' ? name : file,
    base: experimentOf((base ?? {}) as Record<string, unknown>, file),
    strategies: known.filter((id) => chosen.includes(id)),
    seeds: [...new Set(wanted as number[])],
    otherTests: otherTests === true,
    sweep: sweep === null || sweep === undefined ? null : sweepOf(sweep as Record<string, unknown>, file),
  };
  const someUnlabelled = plan.base.labelledImages > 0 || plan.sweep?.field === 'labelledImages';
  if (plan.strategies.includes('labelled-only') && someUnlabelled && plan.base.trainImages === 0)
    throw new Error(`${file}: for students of the labelled images alone, set the number of training images.`);
  checkTrials(plan, file);
  // Where all images have labels, there is no trial of the labelled ones alone.
  const trained = new Set(trialsOf(plan).map(({ strategy }) => strategy));
  if (trained.size === 0) throw new Error(`${file}: all images have labels, so there are none to be left out.`);
  return { ...plan, strategies: plan.strategies.filter((id) => trained.has(id)) };
}

function sweepOf({ field, values }: Record<string, unknown>, file: string): TrialPlan['sweep'] {
  const known = SWEPT_FIELDS.find((key) => key === field);
  if (!known) throw new Error(`${file}: there is no sweep over ${field}, but over ${SWEPT_FIELDS.join(', ')}.`);
  const swept = fieldOf(known);
  const given = Array.isArray(values) ? [...new Set<unknown>(values)] : [];
  const kinds: unknown[] = swept.type === 'choice' ? swept.options.map(({ value }) => value) : [];
  const possible = (value: unknown) => (swept.type === 'number' ? typeof value === 'number' : kinds.includes(value));
  if (given.length === 0 || !given.every(possible)) {
    const what = swept.type === 'number' ? 'numbers' : `some of ${kinds.join(', ')}`;
    throw new Error(`${file}: the sweep’s values must be ${what}.`);
  }
  if (swept.type !== 'number') return { field: known, values: given as SweptValue[] };
  const numbers = given as number[];
  const word = numbers.find((value) => swept.named?.[value] !== undefined);
  // On an axis it would stand at the wrong end.
  if (word !== undefined)
    throw new Error(`${file}: ${word} means “${swept.named![word]}” here: give the number itself in a sweep.`);
  return { field: known, values: numbers.toSorted((a, b) => a - b) };
}

/** @throws Error when a trial of the plan is no possible experiment. */
function checkTrials(plan: TrialPlan, file: string) {
  // Counted before any is made: a file can ask for billions.
  const count = plan.strategies.length * plan.seeds.length * (plan.sweep?.values.length ?? 1);
  if (count > MAX_TRIALS) throw new Error(`${file}: ${count} trials are more than can be kept (${MAX_TRIALS}).`);
  for (const { config } of trialsOf(plan)) {
    const { messages } = validate(config);
    if (messages.length > 0) throw new Error(`${file}: ${messages.join(' ')}`);
  }
}
