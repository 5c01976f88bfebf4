import type { ExperimentConfig } from '../config';
import { DATASET_IDS } from '../datasets';
import { decodeExperiment } from '../fields/address';
import { migrate } from '../fields/migrate';
import { FIELDS, fieldOf } from '../fields/table';
import { type AskedConfig, validate } from '../fields/validate';
import { isCount, isNumber, isObject } from '../json';
import { withConsequences } from '../presets';
import { STRATEGIES, SWEPT_FIELDS, type TrialPlan, trialsOf, USUAL_STRATEGIES } from './trials';

/** Maximum number of seeds in the form. Each seed trains every strategy once. */
export const MAX_SEEDS = 5;
const MAX_TRIALS = 500;

/** @throws Error that names the keys that are no field of an experiment. */
export function knownFields(given: Record<string, unknown>, file: string): AskedConfig {
  const unknown = Object.keys(given).filter((key) => !FIELDS.some((field) => field.key === key));
  if (unknown.length > 0) throw new Error(`${file}: ${unknown.join(', ')}: no field of an experiment.`);
  return given;
}

/**
 * An experiment from a configuration file: fields by name. Missing fields have the values that the page shows after choosing the
 * data set: the defaults, with the usual size, teacher, crop and flip of the data set. `link` may hold a shared link of the page
 * instead.
 *
 * @param file name of the file, for messages
 * @throws Error with a sentence for each value that is not possible: a file must not be corrected silently
 */
export function experimentOf(given: Record<string, unknown>, file: string): ExperimentConfig {
  const { link, ...rest } = given;
  const fields = knownFields(rest, file);
  const linked = typeof link === 'string' ? decodeExperiment(link.slice(link.indexOf('#') + 1)) : validate({});
  const dataset = DATASET_IDS.find((id) => id === fields.dataset) ?? linked.config.dataset;
  const { config, messages } = validate({ ...withConsequences(linked.config, { dataset }), ...fields });
  const all = [...linked.messages, ...messages];
  if (all.length > 0) throw new Error(`${file}: ${all.join(' ')}`);
  return config;
}

/**
 * A plan of trials from a file: `name`, `base` (an experiment), `strategies` (by default all except the controls), `seeds` (by
 * default 1, 2, 3), `sweep`, `otherTests` (whether trained students are also measured on other test sets). Other keys, such as the
 * question of a scenario, are ignored.
 *
 * @throws Error with one sentence if it is not a possible plan
 */
export function planOf(given: Record<string, unknown>, file: string): TrialPlan {
  const { name, base = {}, strategies, seeds, sweep, otherTests } = given;
  if (!isObject(base)) throw new Error(`${file}: base must be an experiment.`);
  const known = STRATEGIES.map(({ id }) => id);
  const chosen: unknown[] = Array.isArray(strategies) ? strategies : [...USUAL_STRATEGIES];
  const strange = chosen.find((id) => !known.some((other) => other === id));
  if (strange !== undefined || chosen.length === 0)
    throw new Error(`${file}: there is no strategy ${strange}; there are ${known.join(', ')}.`);
  const wanted: unknown[] = Array.isArray(seeds) ? seeds : [1, 2, 3];
  if (wanted.length === 0 || !wanted.every(isCount)) throw new Error(`${file}: seeds must be whole numbers.`);
  const plan: TrialPlan = {
    name: typeof name === 'string' ? name : file,
    base: experimentOf(base, file),
    strategies: known.filter((id) => chosen.includes(id)),
    seeds: [...new Set(wanted)],
    otherTests: otherTests === true,
    sweep: sweep === null || sweep === undefined ? null : sweepOf(isObject(sweep) ? sweep : {}, file),
  };
  const someUnlabelled = plan.base.labelledImages > 0 || plan.sweep?.field === 'labelledImages';
  if (plan.strategies.includes('labelled-only') && someUnlabelled && plan.base.trainImages === 0)
    throw new Error(`${file}: for students of the labelled images alone, set the number of training images.`);
  checkTrials(plan, file);
  // If all images have labels, there is no trial of the labelled images alone.
  const trained = new Set(trialsOf(plan).map(({ strategy }) => strategy));
  if (trained.size === 0)
    throw new Error(`${file}: all images have labels, so “labelled-only” would be the same as “none”.`);
  return { ...plan, strategies: plan.strategies.filter((id) => trained.has(id)) };
}

/** A plan that an earlier version recorded with its results. Fields that it did not know mean what its runs did. */
export function recordedPlanOf(given: Record<string, unknown>, file: string): TrialPlan {
  return planOf(isObject(given.base) ? { ...given, base: migrate(given.base) } : given, file);
}

function sweepOf({ field, values }: Record<string, unknown>, file: string): TrialPlan['sweep'] {
  const known = SWEPT_FIELDS.find((key) => key === field);
  if (!known) throw new Error(`${file}: there is no sweep over ${field}; there are ${SWEPT_FIELDS.join(', ')}.`);
  const swept = fieldOf(known);
  const given = Array.isArray(values) ? [...new Set<unknown>(values)] : [];
  if (swept.type === 'choice') {
    const options: string[] = swept.options.map(({ value }) => value);
    const isOption = (value: unknown): value is string => options.some((option) => option === value);
    if (given.length === 0 || !given.every(isOption))
      throw new Error(`${file}: the sweep’s values must be some of ${options.join(', ')}.`);
    return { field: known, values: given };
  }
  if (given.length === 0 || !given.every(isNumber)) throw new Error(`${file}: the sweep’s values must be numbers.`);
  const word = given.find((value) => swept.named?.[value] !== undefined);
  // On an axis it would be at the wrong end.
  if (word !== undefined)
    throw new Error(`${file}: ${word} means “${swept.named?.[word]}” here; use the number itself in a sweep.`);
  return { field: known, values: given.toSorted((a, b) => a - b) };
}

/** @throws Error if a trial of the plan is not a possible experiment, or if there are too many */
function checkTrials(plan: TrialPlan, file: string) {
  // Counted before any trial is made: a file can ask for billions.
  const count = plan.strategies.length * plan.seeds.length * (plan.sweep?.values.length ?? 1);
  if (count > MAX_TRIALS) throw new Error(`${file}: ${count} trials are too many; the maximum is ${MAX_TRIALS}.`);
  for (const { config } of trialsOf(plan)) {
    const { messages } = validate(config);
    if (messages.length > 0) throw new Error(`${file}: ${messages.join(' ')}`);
  }
}

const PLAN_KEYS: readonly string[] = ['name', 'base', 'strategies', 'seeds', 'sweep', 'otherTests'];
/** What a file of `scenarios/` adds to its plan. */
const SCENARIO_KEYS: readonly string[] = ['question', 'order'];

/** For files that a person writes: a misspelt key must not train the default plan. @throws Error that names the unknown key */
export function refuseUnknownKeys(given: Record<string, unknown>, file: string): void {
  const unknown = Object.keys(given).find((key) => !PLAN_KEYS.includes(key) && !SCENARIO_KEYS.includes(key));
  if (unknown !== undefined) throw new Error(`${file}: a plan has no ${unknown}, only ${PLAN_KEYS.join(', ')}.`);
}
