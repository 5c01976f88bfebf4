import { isObject } from '../../experiment/json';
import { ProblemError } from '../../experiment/problem';

/** Facts about a model that its shapes do not show. All are optional: metadata, a config.json or the user may provide them. */
export interface ModelFacts {
  heads?: number;
  /** Class names by output. */
  classes?: string[];
  /** Mean and deviation of pixels scaled to 0…1, per channel. */
  mean?: number[];
  std?: number[];
}

/** Heads of the published sizes Ti, S and B by width. */
const KNOWN_HEADS = new Map([
  [192, 3],
  [384, 6],
  [768, 12],
]);

/** The normalisation of ImageNet in timm and torchvision. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/**
 * Number of attention heads: the known one, or that of the published models of this width.
 *
 * @throws ProblemError `bad-file` if the number is unknown or does not divide the width
 */
export function headCount(dim: number, { heads = KNOWN_HEADS.get(dim) }: ModelFacts, file: string): number {
  if (heads === undefined) {
    throw new ProblemError('bad-file', `${file}: the number of heads for its width of ${dim} is unknown.`, {
      remedy: 'Enter the number of heads, or choose the config.json of this model.',
    });
  }
  if (!Number.isSafeInteger(heads) || heads < 1 || dim % heads !== 0) {
    throw new ProblemError('bad-file', `${file}: its width of ${dim} cannot be divided into ${heads} heads.`, {
      remedy: `Enter a number of heads that divides ${dim}.`,
    });
  }
  return heads;
}

/** Normalisation of pixels: the known one if it fits, else ImageNet's for three channels, else 0.5 and 0.5. */
export function normalisationOf(channels: number, { mean, std }: ModelFacts): { mean: number[]; std: number[] } {
  if (mean?.length === channels && std?.length === channels && std.every((s) => s > 0)) return { mean, std };
  return channels === 3 ? IMAGENET : { mean: Array(channels).fill(0.5), std: Array(channels).fill(0.5) };
}

/**
 * One name for each output; `class 0`, `class 1` … if no names are known.
 *
 * @throws ProblemError `bad-file` if there are more or fewer names than outputs
 */
export function classNames(count: number, { classes }: ModelFacts, file: string): string[] {
  if (!classes) return Array.from({ length: count }, (_, i) => `class ${i}`);
  if (classes.length !== count) {
    throw new ProblemError(
      'bad-file',
      `${file} has ${count} classes, but its class list has ${classes.length} names.`,
      {
        remedy: 'Choose the class list that belongs to the weights, or none.',
      },
    );
  }
  return classes;
}

/**
 * Reads a config.json of timm or the Transformers library.
 *
 * @throws ProblemError `bad-file` if it is not a JSON object
 */
export function factsOfConfig(text: string, file: string): ModelFacts {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (cause) {
    throw new ProblemError('bad-file', `${file} is not JSON.`, { cause });
  }
  if (!isObject(config)) throw new ProblemError('bad-file', `${file} is not a JSON object.`);
  const pretrained = isObject(config.pretrained_cfg) ? config.pretrained_cfg : {};
  const args = isObject(config.model_args) ? config.model_args : {};
  return present({
    heads: count(args.num_heads) ?? count(config.num_attention_heads) ?? count(config.num_heads),
    classes: idToLabel(config.id2label) ?? texts(config.label_names) ?? texts(pretrained.label_names),
    mean: numbers(pretrained.mean) ?? numbers(config.mean),
    std: numbers(pretrained.std) ?? numbers(config.std),
  });
}

/**
 * Reads class names from a config.json, a JSON list, a JSON object by index, or a text with one name per line.
 *
 * @throws ProblemError `bad-file` if there are none
 */
export function classesOfFile(text: string, file: string): string[] {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    given = text
      .replace(/\r?\n$/, '')
      .split(/\r?\n/)
      .map((line) => line.trim());
  }
  const fromConfig = isObject(given) ? factsOfConfig(text, file).classes : undefined;
  const classes = fromConfig ?? texts(given) ?? idToLabel(given);
  if (!classes || classes.every((name) => name === '')) {
    throw new ProblemError('bad-file', `${file} holds no class names.`, {
      remedy: 'Choose a text file with one name per line, or a config.json with id2label.',
    });
  }
  return classes;
}

/** Reads the metadata that `exportModel` writes. Damaged entries are ignored. */
export function factsOfMetadata(metadata: Readonly<Record<string, string>>): ModelFacts {
  const parse = (key: string): unknown => {
    try {
      return Object.hasOwn(metadata, key) ? JSON.parse(metadata[key]!) : undefined;
    } catch {
      return undefined;
    }
  };
  return present({
    heads: count(parse('num_heads')),
    classes: texts(parse('classes')),
    mean: numbers(parse('mean')),
    std: numbers(parse('std')),
  });
}

/** Facts without undefined values, so that a spread does not overwrite known facts. */
function present(facts: { [K in keyof ModelFacts]: ModelFacts[K] | undefined }): ModelFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

function idToLabel(value: unknown): string[] | undefined {
  if (!isObject(value)) return undefined;
  const names = Object.keys(value).map((_, i) => (Object.hasOwn(value, `${i}`) ? value[i] : undefined));
  return texts(names);
}

function texts(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === 'string')
    ? value
    : undefined;
}

function numbers(value: unknown): number[] | undefined {
  return Array.isArray(value) && value.every((n) => Number.isFinite(n)) ? value : undefined;
}

function count(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}
