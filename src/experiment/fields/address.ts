import type { ExperimentConfig } from '../config';
import { ASSUMED, migrate } from './migrate';
import { FIELDS } from './table';
import type { Field, FieldKey, FieldValue } from './types';
import { type Validated, validate } from './validate';

/** Names the page's view in an address, next to the fields of the experiment. */
export const VIEW_KEY = 'view';

const byShort = new Map(FIELDS.map((field) => [field.short, field]));

/**
 * An experiment as the part of an address after `#`. A field that has its assumed value is left out, so an address means the same
 * before and after a field is added or a default changes.
 */
export function encodeExperiment(config: ExperimentConfig): string {
  const pairs = new URLSearchParams();
  for (const field of FIELDS) {
    const value = config[field.key];
    if (value !== ASSUMED[field.key]) pairs.set(field.short, encodeValue(value));
  }
  return pairs.toString();
}

/**
 * Reads an address's hash, with or without `#`. Without any field it is the default experiment. Never throws: the messages name
 * what could not be used.
 */
export function decodeExperiment(hash: string): Validated {
  const asked: Partial<Record<FieldKey, unknown>> = {};
  const unknown: string[] = [];
  for (const [short, text] of new URLSearchParams(hash.replace(/^#/, ''))) {
    const field = byShort.get(short);
    if (field) asked[field.key] = decodeValue(field, text);
    else if (short !== VIEW_KEY) unknown.push(short);
  }
  const { config, messages } = validate(Object.keys(asked).length > 0 ? migrate(asked) : {});
  return { config, messages: [...unknownSentence(unknown), ...messages] };
}

function encodeValue(value: FieldValue): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}

/** Text that cannot be read stays text, so that validation can quote it. */
function decodeValue(field: Field, text: string): unknown {
  if (field.type === 'toggle') return text === 'on' ? true : text === 'off' ? false : text;
  if (field.type === 'choice') return text;
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : number;
}

const MAX_NAMED = 3;
const MAX_NAME = 24;

function unknownSentence(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const named = names.slice(0, MAX_NAMED).map((name) => `“${name.slice(0, MAX_NAME)}”`);
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  return [`Unknown in the address and ignored: ${named.join(', ')}${more}.`];
}
