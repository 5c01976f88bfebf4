import { isObject } from '../../experiment/json';
import { ProblemError } from '../../experiment/problem';

/** What shapes do not tell of a model. Everything is optional: a file's metadata, a config.json and a person each know some. */
export interface ModelFacts {
  heads?: number;
  /** Names, by output. */
  classes?: string[];
  /** Of pixels scaled to 0…1, one a channel. */
  mean?: number[];
  std?: number[];
}

/** Heads of the published sizes Ti, S and B. */
const KNOWN_HEADS = new Map([
  [192, 3],
  [384, 6],
  [768, 12],
]);

/** Pixels of ImageNet, as timm and torchvision normalise them. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/**
 * How many heads share the width: what is known, else what the published models of this width have.
 * @throws ProblemError `bad-file` where nobody knows, or the width cannot be divided so.
 */
export function headCount(dim: number, { heads = KNOWN_HEADS.get(dim) }: ModelFacts, file: string): number {
  if (heads === undefined) {
    throw new ProblemError('bad-file', `${file}: nothing says how many heads share its width of ${dim}.`, {
      remedy: 'Enter the number of heads, or give the config.json that belongs to the file.',
    });
  }
  if (!Number.isSafeInteger(heads) || heads < 1 || dim % heads !== 0) {
    throw new ProblemError('bad-file', `${file}: its width of ${dim} cannot be divided into ${heads} heads.`, {
      remedy: `Enter a number of heads that divides ${dim}.`,
    });
  }
  return heads;
}

/** How pixels are normalised for a model of so many channels. */
export function normalisationOf(channels: number, { mean, std }: ModelFacts): { mean: number[]; std: number[] } {
  if (mean?.length === channels && std?.length === channels && std.every((s) => s > 0)) return { mean, std };
  return channels === 3 ? IMAGENET : { mean: Array(channels).fill(0.5), std: Array(channels).fill(0.5) };
}

/**
 * One name for each output; numbers where nobody named them.
 * @throws ProblemError `bad-file` when the names are more or fewer than the outputs.
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
 * What a model's config.json says, timm's or the Transformers library's.
 * @throws ProblemError `bad-file` when it is no JSON object.
 */
export function factsOfConfig(text: string, file: string): ModelFacts {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (cause) {
    throw new ProblemError('bad-file', `${file} is no JSON.`, { cause });
  }
  if (!isObject(config)) throw new ProblemError('bad-file', `${file} holds no JSON object.`);
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
 * Class names from a file: a config.json, a JSON list, a JSON object by index, or one name a line.
 * @throws ProblemError `bad-file` when there are none.
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
      remedy: 'Choose a text file with one name a line, or a config.json with id2label.',
    });
  }
  return classes;
}

/** What our own export writes beside the weights. */
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

/** Without what nobody knows, so that facts can be laid over each other. */
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
