/** What the Markdown files promise: links lead somewhere, and named files and commands exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDERS = ['src', 'scripts', 'bench', 'e2e', 'docs', 'public', 'fixtures', '.github'];
const PAGES = [...readdirSync('.'), ...FOLDERS.flatMap(filesOf)].filter((path) => path.endsWith('.md'));

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));
}

/** Identifiers that GitHub gives the headings of a page. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutCode(text: string): string {
  return text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
}

/** Relative links that lead nowhere. */
function brokenLinks(page: string, text: string): string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => {
    if (/^[a-z]+:/.test(link!)) return [];
    const [path = '', anchor] = link!.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(target)) return [link!];
    return anchor === undefined || anchorsOf(readFileSync(target, 'utf8')).includes(anchor) ? [] : [link!];
  });
}

/** Commands that package.json does not have. */
function unknownCommands(text: string): string[] {
  const run = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name!);
  const short = [...text.matchAll(/\bnpm (start|test)\b/g)].map(([, name]) => name!);
  return [...run, ...short].filter((name) => !(name in scripts));
}

/** Paths of the project that do not exist. Those with a placeholder are left out: `kernels/<op>/`. */
function missingPaths(text: string): string[] {
  const named = new RegExp(`(?<![\\w./-])(?:${FOLDERS.join('|')})/[\\w./@<>*…-]*`, 'g');
  return [...text.matchAll(named)]
    .map(([path]) => path.replace(/[.,:/]+$/, ''))
    .filter((path) => !/[<>*…]/.test(path) && !/^public\/data\b/.test(path) && !existsSync(path));
}

test.each(PAGES)('%s: links, commands and paths exist', (page) => {
  const text = readFileSync(page, 'utf8');
  // A changelog names what was.
  const paths = page === 'CHANGELOG.md' ? [] : missingPaths(text);
  expect({ links: brokenLinks(page, text), commands: unknownCommands(text), paths }).toEqual({
    links: [],
    commands: [],
    paths: [],
  });
});

test('each page of docs is in its index', () => {
  const index = readFileSync('docs/README.md', 'utf8') + readFileSync('docs/decisions/README.md', 'utf8');
  const pages = PAGES.filter((page) => /^docs\/.+\.md$/.test(page) && !page.endsWith('README.md'));
  const missing = pages.filter((page) => !index.includes(`(${page.replace(/^docs\/(decisions\/)?/, '')})`));
  expect(missing).toEqual([]);
});

test('the README fits two screens before its section on adding', () => {
  const before = readFileSync('README.md', 'utf8').split('\n## How to add')[0]!;
  expect(before.split('\n').length).toBeLessThanOrEqual(80);
});

test.each([
  ['[a](missing.md)', { links: ['missing.md'] }],
  ['[a](#nowhere)', { links: ['#nowhere'] }],
  ['`npm run nothing`', { commands: ['nothing'] }],
  ['`src/nowhere.ts`, see.', { paths: ['src/nowhere.ts'] }],
  ['Look into src/nowhere.', { paths: ['src/nowhere'] }],
  ['[a](https://example.com/x) `[x](y)` `src/<room>/x.ts` `npm run train`', {}],
])('what is checked: %s', (text, expected) => {
  expect({
    links: brokenLinks('README.md', text),
    commands: unknownCommands(text),
    paths: missingPaths(text),
  }).toEqual({ links: [], commands: [], paths: [], ...expected });
});
