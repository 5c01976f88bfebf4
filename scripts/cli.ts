import { accessSync, constants, mkdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ProblemError } from '../src/experiment/problem';

interface Described {
  /** What the option does, for `--help`. */
  help: string;
}

/** `--name`, without a value. */
interface Flag extends Described {
  flag: true;
}

interface Valued extends Described {
  /** The value's name in `--help`: FILE, DIR, N. */
  value: string;
  required?: true;
}

interface TextOption extends Valued {
  default?: string;
}

/** A whole number. */
interface NumberOption extends Valued {
  min: number;
  default?: number;
}

interface ChoiceOption extends Valued {
  choices: readonly string[];
  default?: string;
}

/** Some of the choices, separated by commas. */
interface ListOption extends Valued {
  anyOf: readonly string[];
  default?: readonly string[];
}

type Option = Flag | TextOption | NumberOption | ChoiceOption | ListOption;
type Options = Record<string, Option>;

type Present<O> = O extends { required: true } | { default: unknown } ? never : undefined;
type ValueOf<O> = O extends { flag: true } ? boolean : Present<O> | (O extends { min: number } ? number : Chosen<O>);
type Chosen<O> = O extends { choices: readonly (infer C)[] }
  ? C
  : O extends { anyOf: readonly (infer C)[] }
    ? readonly C[]
    : string;

export type Values<O extends Options> = { [K in keyof O]: ValueOf<O[K]> };

export interface Description<O extends Options> {
  /** How it is called, up to its arguments: `npm run train --`. */
  call: string;
  /** One sentence that says what it does. */
  about: string;
  /** More that a user should know, one paragraph each. */
  notes?: readonly string[];
  /** Arguments without a name. */
  positionals?: { name: string; help: string; min: number; max: number };
  options: O;
  /** Arguments of an example. */
  example: string;
}

/** Runs the command. @returns the exit code: 0 if it succeeded, 1 if it failed, 2 if it was called wrongly */
export type Command = (args: readonly string[]) => Promise<number>;

/** The command was called wrongly: exit code 2. */
export class UsageError extends Error {}

/**
 * A command of the shell. Errors become one sentence on stderr; `DEBUG=1` also shows their stack.
 *
 * @param run does the work; it returns the exit code, or nothing if it succeeded
 */
export function command<const O extends Options>(
  description: Description<O>,
  run: (values: Values<O>, positionals: readonly string[]) => Promise<number | undefined>,
): Command {
  return async (args) => {
    try {
      if (args.includes('--help')) {
        console.log(helpOf(description));
        return 0;
      }
      const { values, positionals } = parse(description, args);
      return (await run(values, positionals)) ?? 0;
    } catch (error) {
      return report(error);
    }
  };
}

/** Runs the command if its file is what Node was started with. */
export async function runIfStarted(moduleUrl: string, main: Command): Promise<void> {
  const started = process.argv[1];
  if (started && moduleUrl === pathToFileURL(started).href) await runCommand(main, process.argv.slice(2));
}

/** Runs the command and sets the exit code of this process, for errors outside the command's own calls too. */
export async function runCommand(main: Command, args: readonly string[]): Promise<void> {
  process.on('uncaughtException', (error) => process.exit(report(error)));
  process.exitCode = await main(args);
}

/** Says what went wrong. @returns the exit code */
export function report(error: unknown): number {
  if (process.env.DEBUG === '1') console.error(error);
  else console.error(sentenceOf(error));
  return error instanceof UsageError ? 2 : 1;
}

/**
 * Makes a folder that will be written to.
 * @throws Error with one sentence if that is impossible, before hours of training end in it
 */
export function writableFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new Error(`${path}: the folder cannot be written to (${errorCode(error) ?? error}).`);
  }
}

/** One line that a user can act on. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ProblemError) {
    const { message, kept, remedy } = error.problem;
    return [message, kept, remedy].filter(Boolean).join(' ');
  }
  if (!(error instanceof Error)) return unexpected(String(error));
  const [line = '', ...more] = error.message.split('\n');
  if (errorCode(error)) return systemSentence(error);
  // Thrown by the language itself: a mistake of ours.
  if (error.name !== 'Error') return unexpected(`${error.name}: ${line}`);
  return more.length > 0 ? `${line} (DEBUG=1 shows more.)` : line;
}

function unexpected(what: string): string {
  return `Unexpected error: ${what} (DEBUG=1 shows where.)`;
}

const SYSTEM: Record<string, string> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'it exists already',
  ENOSPC: 'the disk is full',
  EADDRINUSE: 'the port is in use',
};

function systemSentence(error: NodeJS.ErrnoException): string {
  const code = error.code!;
  const what = SYSTEM[code] ? `${SYSTEM[code]} (${code})` : code;
  const port = 'port' in error ? `Port ${error.port}` : null;
  const subject = error.path ?? port;
  return subject ? `${subject}: ${what}.` : `${error.message.split('\n')[0]}.`;
}

function errorCode(error: unknown): string | undefined {
  const { code } = error as NodeJS.ErrnoException;
  return error instanceof Error && typeof code === 'string' ? code : undefined;
}

function parse<O extends Options>({ options, positionals: named }: Description<O>, args: readonly string[]) {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(options).map(([name, option]) => [name, { type: 'flag' in option ? 'boolean' : 'string' }]),
    ),
  });
  const given = new Map<string, string | true>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = options[token.name];
    if (!option) throw unknownOption(token.rawName, Object.keys(options));
    const { value, inlineValue } = token;
    if ('flag' in option) {
      if (value !== undefined) throw new UsageError(`${token.rawName} takes no value.`);
      given.set(token.name, true);
      continue;
    }
    // `--config --out DIR` forgot a value; `--config=--odd` did not.
    if (value === undefined || value === '' || (!inlineValue && value.startsWith('--')))
      throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${option.value}.`);
    given.set(token.name, value);
  }
  const { min, max, name } = named ?? { min: 0, max: 0, name: '' };
  if (positionals.length > max)
    throw new UsageError(`Unexpected argument: ${positionals[max]}. --help shows the usage.`);
  for (const [key, option] of Object.entries(options)) {
    if ('required' in option && !given.has(key))
      throw new UsageError(`--${key} ${option.value} is missing. --help shows the usage.`);
  }
  if (positionals.length < min) throw new UsageError(`${name} is missing. --help shows the usage.`);
  const values = Object.fromEntries(
    Object.entries(options).map(([key, option]) => [key, chosenValue(key, option, given.get(key))]),
  ) as Values<O>;
  return { values, positionals };
}

function chosenValue(name: string, option: Option, given: string | true | undefined): unknown {
  if ('flag' in option) return given === true;
  if (given === undefined || given === true) return option.default;
  if ('min' in option) {
    const number = Number(given);
    if (!Number.isSafeInteger(number) || number < option.min)
      throw new UsageError(`--${name} must be a whole number, ${option.min} or more, not ${given}.`);
    return number;
  }
  const known = 'choices' in option ? option.choices : 'anyOf' in option ? option.anyOf : null;
  if (!known) return given;
  const chosen = 'anyOf' in option ? given.split(',') : [given];
  const strange = chosen.find((one) => !known.includes(one));
  if (strange !== undefined)
    throw new UsageError(
      `--${name} must be ${'anyOf' in option ? 'some' : 'one'} of ${known.join(', ')}, not ${strange}.`,
    );
  return 'anyOf' in option ? chosen : given;
}

function unknownOption(raw: string, known: readonly string[]): UsageError {
  const nearest = nearestOf(raw.replace(/^-+/, ''), [...known, 'help']);
  return new UsageError(
    `Unknown option: ${raw}. ${nearest ? `Did you mean --${nearest}?` : '--help lists the options.'}`,
  );
}

/** The name that takes the fewest changed letters, if that is at most a third of them. */
export function nearestOf(word: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (b[j - 1] === letter ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

const COLUMNS = 100;

function helpOf<O extends Options>({ call, about, notes = [], positionals, options, example }: Description<O>): string {
  const required = Object.entries(options).flatMap(([name, option]) =>
    'required' in option ? [`--${name} ${option.value}`] : [],
  );
  const optional = required.length < Object.keys(options).length;
  const usage = [
    call,
    ...(positionals ? [positionals.name] : []),
    ...required,
    ...(optional ? ['[options]'] : []),
  ].join(' ');
  const rows = [
    ...(positionals ? [[positionals.name, positionals.help] as const] : []),
    ...Object.entries(options).map(
      ([name, option]) =>
        [`--${name}${'flag' in option ? '' : ` ${option.value}`}`, option.help + detailsOf(option)] as const,
    ),
    ['--help', 'shows this text'] as const,
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 4;
  const table = rows.map(([name, help]) => `  ${name}`.padEnd(width) + wrapped(help, width));
  const paragraphs = [about, ...notes].map((text) => wrapped(text, 0));
  return [`Usage: ${usage}`, ...paragraphs, table.join('\n'), `Example: ${call} ${example}`.trimEnd()].join('\n\n');
}

function detailsOf(option: Option): string {
  if ('flag' in option) return '';
  const known = 'choices' in option ? option.choices : 'anyOf' in option ? option.anyOf : null;
  const choices = known ? `: ${known.join(', ')}` : '';
  return `${choices}${option.default === undefined ? '' : ` (default: ${option.default})`}`;
}

/** @param indent of all lines but the first, which begins there already */
function wrapped(text: string, indent: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && indent + line.length + 1 + word.length > COLUMNS) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
