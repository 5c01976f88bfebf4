import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, expect, test, vi } from 'vitest';
import { ProblemError } from '../src/experiment/problem';
import { type Command, command, nearestOf, sentenceOf, writableFolder } from './cli';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A command's files: those that npm runs (`npm test` has tests of its own), and those without a name in package.json. */
const scripts = Object.values((JSON.parse(readFileSync('package.json', 'utf8')) as Scripts).scripts).flatMap(
  (line) => /(?:tsx|run\.mjs) ((?:scripts|bench|e2e)\/\S+\.ts)/.exec(line)?.[1] ?? [],
);
const COMMANDS = [...scripts.filter((file) => file !== 'scripts/test.ts'), 'scripts/serve.ts', 'bench/teacher.ts'];

interface Scripts {
  scripts: Record<string, string>;
}

async function called(main: Command, ...args: string[]) {
  const [said, complained] = (['log', 'error'] as const).map((method) =>
    vi.spyOn(console, method).mockImplementation(() => {}),
  );
  try {
    const code = await main(args);
    return { code, said: said!.mock.calls.flat().join('\n'), complained: complained!.mock.calls.flat().join('\n') };
  } finally {
    vi.restoreAllMocks();
  }
}

test.each(COMMANDS)(
  '%s: --help shows the usage; an unknown option is refused in one line with exit code 2',
  async (file) => {
    const { main } = (await import(/* @vite-ignore */ resolve(file))) as { main: Command };
    const help = await called(main, '--nonsense', '--help');
    expect(help).toMatchObject({ code: 0, complained: '' });
    expect(help.said).toMatch(/^Usage: (npm|npx|node) .+\n\n[A-Z][\s\S]+?\.\n/);
    expect(help.said).toMatch(/^ {2}--help +shows this text\n\nExample: /m);
    expect(await called(main, '--nonsense')).toEqual({
      code: 2,
      said: '',
      complained: 'Unknown option: --nonsense. --help lists the options.',
    });
  },
);

test.each([
  ['scripts/run.mjs', 'scripts/train.ts'],
  ['--import=tsx', 'scripts/inspect.ts'],
])('%s passes on the exit code, and shows no stack', async (...entry) => {
  const run = promisify(execFile)(process.execPath, [...entry, '--confg', 'x']);
  await expect(run).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'Unknown option: --confg. Did you mean --config?\n',
  });
});

const example = (run: Parameters<typeof command>[1] = async () => 0) =>
  command(
    {
      call: 'npm run example --',
      about: 'An example.',
      positionals: { name: 'FILE…', help: 'files', min: 1, max: 2 },
      options: {
        config: { value: 'FILE', help: 'the configuration', required: true },
        steps: { value: 'N', min: 1, default: 5, help: 'steps' },
        kind: { value: 'KIND', choices: ['plain', 'fancy'], default: 'plain', help: 'kind' },
        some: { value: 'LIST', anyOf: ['a', 'b', 'c'], default: ['a', 'b'], help: 'some' },
        loud: { flag: true, help: 'loud' },
        out: { value: 'DIR', help: 'folder' },
      },
      example: '--config x.json y',
    },
    run,
  );

test('options have their values or defaults, in any order', async () => {
  const run = vi.fn(async () => 0);
  await called(example(run), 'one', '--config', 'c.json', '--steps=7', '--some', 'c,a', '--loud', '--', '--two');
  expect(run).toHaveBeenCalledWith(
    { config: 'c.json', steps: 7, kind: 'plain', some: ['c', 'a'], loud: true, out: undefined },
    ['one', '--two'],
  );
});

test.each([
  [['x'], '--config FILE is missing. --help shows the usage.'],
  [['--config', 'c'], 'FILE… is missing. --help shows the usage.'],
  [['--config'], '--config needs a value: --config FILE.'],
  [['--config', '--loud', 'x'], '--config needs a value: --config FILE.'],
  [['--config=', 'x'], '--config needs a value: --config FILE.'],
  [['--config', 'c', 'x', 'y', 'z'], 'Unexpected argument: z. --help shows the usage.'],
  [['--config', 'c', 'x', '--loud=yes'], '--loud takes no value.'],
  [['--config', 'c', 'x', '--steps', '0'], '--steps must be a whole number, 1 or more, not 0.'],
  [['--config', 'c', 'x', '--steps', '1.5'], '--steps must be a whole number, 1 or more, not 1.5.'],
  [['--config', 'c', 'x', '--steps', 'ten'], '--steps must be a whole number, 1 or more, not ten.'],
  [['--config', 'c', 'x', '--kind', 'odd'], '--kind must be one of plain, fancy, not odd.'],
  [['--config', 'c', 'x', '--some', 'a,z'], '--some must be some of a, b, c, not z.'],
  [['--config', 'c', 'x', '--lodu'], 'Unknown option: --lodu. --help lists the options.'],
  [['--config', 'c', 'x', '--step', '3'], 'Unknown option: --step. Did you mean --steps?'],
  [['-c', 'x'], 'Unknown option: -c. --help lists the options.'],
])('%j is wrong use', async (args, complained) => {
  expect(await called(example(), ...args)).toEqual({ code: 2, said: '', complained });
});

test('the help fits a terminal and names the defaults', async () => {
  const { said } = await called(example(), '--help');
  expect(said).toContain('Usage: npm run example -- FILE… --config FILE [options]');
  expect(said).toMatch(/--steps N +steps \(default: 5\)\n/);
  expect(said).toMatch(/--some LIST +some: a, b, c \(default: a,b\)\n/);
  expect(Math.max(...said.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});

test.each([
  ['a message', new Error('Too large.'), 'Too large.'],
  ['the first line of several', new Error('Too large.\n    at x'), 'Too large. (DEBUG=1 shows more.)'],
  [
    'a problem with what to do',
    new ProblemError('bad-file', 'It is damaged.', { remedy: 'Download it again.' }),
    'It is damaged. Download it again.',
  ],
  [
    'a mistake of the program',
    new TypeError('x is undefined'),
    'Unexpected error: TypeError: x is undefined (DEBUG=1 shows where.)',
  ],
  ['anything thrown', 'odd', 'Unexpected error: odd (DEBUG=1 shows where.)'],
  [
    'a port in use',
    Object.assign(new Error('listen'), { code: 'EADDRINUSE', port: 80 }),
    'Port 80: the port is in use (EADDRINUSE).',
  ],
])('an error is one sentence: %s', async (_, error, complained) => {
  const main = example(async () => {
    throw error;
  });
  expect(await called(main, '--config', 'c', 'x')).toEqual({ code: 1, said: '', complained });
});

test('every error is one line', () => {
  fc.assert(fc.property(fc.string(), (message) => !sentenceOf(new Error(message)).includes('\n')));
});

test('DEBUG=1 shows the stack', async () => {
  vi.stubEnv('DEBUG', '1');
  const error = new Error('Too large.');
  const spy = vi.spyOn(console, 'error').mockImplementation(() => {});
  try {
    const main = example(async () => {
      throw error;
    });
    expect(await main(['--config', 'c', 'x'])).toBe(1);
    expect(spy).toHaveBeenCalledWith(error);
  } finally {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  }
});

test('files that cannot be used are named', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => writableFolder(file)).toThrow(`${file}: the folder cannot be written to (EEXIST).`);
  expect(() => writableFolder(join(file, 'inside'))).toThrow(/: the folder cannot be written to \(ENOTDIR\)\.$/);
  expect(() => writableFolder(join(folder, 'new', 'one'))).not.toThrow();
  const missing = join(folder, 'missing');
  const sentence = (path: string) => {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      return sentenceOf(error);
    }
  };
  expect(sentence(missing)).toBe(`${missing}: no such file or folder (ENOENT).`);
});

test('the nearest name is a near one', () => {
  expect(nearestOf('confg', ['config', 'out'])).toBe('config');
  expect(nearestOf('outt', ['config', 'out'])).toBe('out');
  expect(nearestOf('teacher', ['config', 'teachers'])).toBe('teachers');
  expect(nearestOf('pictures', ['config', 'out'])).toBeUndefined();
});
