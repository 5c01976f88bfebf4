/**
 * The rules that keep the rooms apart, checked on the sources: which room may import which, and what no file may say.
 * `src/architecture.test.ts` runs them on the whole tree.
 */
import { posix } from 'node:path';
import { parseSync } from 'vite';

/** A source file by its path from the repository's root, with forward slashes. */
export interface Source {
  path: string;
  text: string;
}

interface Import {
  /** Path from the root for files of the project, else a package or `node:` module. */
  target: string;
  typeOnly: boolean;
}

interface Room {
  /** Paths of this room begin so; the first room that fits is a file's room. */
  prefix: string;
  /** Beginnings of paths and package names that it may import values and types from. Its own room is always allowed. */
  values: string[];
  /** … and types only. */
  types?: string[];
}

const TFJS = '@tensorflow/';
const REACT = ['react', 'react/', 'react-dom', 'react-dom/'];
const EXPERIMENT = 'src/experiment/';
const SENTENCES = 'src/sentences/';
const STORAGE = 'src/storage/';
const PROTOCOL = 'src/worker/protocol';
const TEST_ONLY = ['vitest', 'fast-check', 'pngjs', 'node:', 'scripts/'];

/**
 * Imports run one way: ui → state → worker/client → worker/protocol; worker → engine. Everything may know `experiment/`, which
 * knows only itself and the schema library.
 */
const ROOMS: Room[] = [
  { prefix: EXPERIMENT, values: ['valibot'] },
  { prefix: SENTENCES, values: [EXPERIMENT] },
  { prefix: STORAGE, values: ['idb-keyval', EXPERIMENT] },
  { prefix: 'src/main', values: [...REACT, 'src/ui/'] },
  {
    prefix: 'src/ui/',
    values: [...REACT, 'recharts', 'zustand', '@fontsource-variable/', 'src/state/', SENTENCES, EXPERIMENT],
    types: [PROTOCOL],
  },
  {
    prefix: 'src/state/',
    values: ['zustand', 'zustand/', 'src/worker/client', STORAGE, SENTENCES, EXPERIMENT],
    types: [PROTOCOL],
  },
  { prefix: PROTOCOL, values: [], types: ['src/engine/', EXPERIMENT] },
  { prefix: 'src/worker/client', values: [STORAGE, EXPERIMENT], types: [PROTOCOL] },
  { prefix: 'src/worker/', values: ['src/engine/', STORAGE, EXPERIMENT, TFJS], types: [PROTOCOL] },
  { prefix: 'src/engine/', values: [TFJS, 'fflate', 'valibot', EXPERIMENT] },
  { prefix: 'src/architecture', values: ['scripts/'] },
  { prefix: 'scripts/', values: ['*', 'src/engine/', EXPERIMENT] },
  { prefix: 'bench/', values: ['*', 'src/engine/', 'scripts/', EXPERIMENT] },
  { prefix: 'e2e/', values: ['*', 'scripts/', STORAGE, EXPERIMENT], types: [PROTOCOL] },
  // The tools' configuration files.
  { prefix: '', values: ['*', 'scripts/'] },
];

/** Folders of a room in their order: a folder imports those of earlier rows only, so that folders of one row stay apart. */
const LAYERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'src/engine/': [
    ['hash.ts', 'deviceLoss.ts'],
    ['gpu'],
    ['step'],
    ['kernels'],
    ['models', 'optim', 'data'],
    ['train'],
    ['inspect', 'measure', 'io'],
    ['testing'],
  ],
  'src/ui/': [
    ['theme'],
    ['common'],
    ['plot'],
    ['maps'],
    ['answers', 'loss', 'curves', 'past', 'testSets'],
    ['train', 'look', 'runs', 'experiments', 'benchmark'],
    ['shell'],
    ['App.tsx'],
  ],
};

/** Imports that go against the order of rooms or of the folders in a room, one sentence each. */
export function importProblems(source: Source): string[] {
  return [...roomProblems(source), ...layerProblems(source)];
}

function layerProblems(source: Source): string[] {
  const room = Object.keys(LAYERS).find((prefix) => source.path.startsWith(prefix));
  if (!room || isTest(source.path)) return [];
  const from = layerOf(room, source.path);
  if (from === null) return [`${source.path} lies in no known folder of ${room}`];
  return importsOf(source).flatMap(({ target }) => {
    if (!target.startsWith(room) || folderOf(room, target) === folderOf(room, source.path)) return [];
    const to = layerOf(room, target);
    return to !== null && to < from ? [] : [`${source.path} imports ${target}, which is not below it`];
  });
}

/** The folder of a room that a path lies in; a file at its top stands for itself. */
function folderOf(room: string, path: string): string {
  return path.slice(room.length).split('/')[0]!;
}

/** Index of the row of LAYERS; null where the folder is in none. */
function layerOf(room: string, path: string): number | null {
  const folder = folderOf(room, path);
  const row = LAYERS[room]!.findIndex((names) =>
    names.some((name) => name.replace(/\.\w+$/, '') === folder.replace(/\.\w+$/, '')),
  );
  return row < 0 ? null : row;
}

function roomProblems(source: Source): string[] {
  const room = roomOf(source.path);
  return importsOf(source).flatMap(({ target, typeOnly }) => {
    const allowed = [
      ...room.values,
      ...(typeOnly ? (room.types ?? []) : []),
      ...(isTest(source.path) ? TEST_ONLY : []),
    ];
    if (isLocal(target) && roomOf(target) === room) return [];
    if (allowed.some((beginning) => fits(target, beginning))) return [];
    return [`${source.path} imports ${typeOnly ? 'types of ' : ''}${target}`];
  });
}

/** Addresses of the machine or registry that a file was written on say nothing to anyone else. */
const PRIVATE_WORDS = [/["'`\s(=]\/(?:work|tmp|root|home)\//, /\bregistry\.(?:npm|yarn)\w*\./];

export const MAX_LINES = 400;

/** Lists, as long as what they list: style sheets. */
const LISTS = [/\.css$/];

/** The browser's storage, which `src/storage/` alone uses: its registry has the names. */
const STORAGE_CALLS =
  /\b(?:createStore\(|indexedDB\b|caches\.(?:open|has|delete|keys|match)\b|localStorage\b|sessionStorage\b)/;

/** What no source file may be or say, one sentence each. */
export function textProblems(source: Source): string[] {
  const lines = source.text.split('\n');
  const problems = lines.flatMap((line, i) =>
    PRIVATE_WORDS.some((word) => word.test(line))
      ? [`${source.path}:${i + 1} names a path or host of one machine`]
      : [],
  );
  if (source.path.startsWith('src/') && !source.path.startsWith(STORAGE) && !isTest(source.path)) {
    problems.push(
      ...lines.flatMap((line, i) =>
        STORAGE_CALLS.test(line) ? [`${source.path}:${i + 1} uses the browser's storage outside ${STORAGE}`] : [],
      ),
    );
  }
  const count = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  if (count <= MAX_LINES || LISTS.some((list) => list.test(source.path))) return problems;
  return [...problems, `${source.path} has ${count} lines, more than ${MAX_LINES}`];
}

/** Dependencies whose version is a range. */
export function versionProblems(packageJson: string): string[] {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(packageJson) as Record<string, Record<string, string>>;
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name} is not pinned: ${version}`);
}

/** Everything a file imports or re-exports, statically or dynamically. */
export function importsOf(source: Source): Import[] {
  const { path, text } = source;
  const module = moduleOf(source);
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean) => found.push({ target: resolve(path, specifier), typeOnly });
  for (const { moduleRequest, entries } of module.staticImports) add(moduleRequest.value, onlyTypes(entries));
  for (const { entries } of module.staticExports) {
    const from = new Set(entries.flatMap((entry) => (entry.moduleRequest ? [entry.moduleRequest.value] : [])));
    for (const specifier of from)
      add(specifier, onlyTypes(entries.filter((e) => e.moduleRequest?.value === specifier)));
  }
  for (const { moduleRequest } of module.dynamicImports) {
    add(text.slice(moduleRequest.start, moduleRequest.end).replace(/^["'`]|["'`]$/g, ''), false);
  }
  return found;
}

/** Each kernel's folder exports its example under the same name, which the registry reads. */
const EXAMPLES = /^src\/engine\/kernels\/\w+\/example\.ts$/;

/** Names that two files of src export, one sentence each: one name has one meaning. A re-export repeats the same meaning. */
export function nameProblems(sources: readonly Source[]): string[] {
  const files = new Map<string, Set<string>>();
  for (const source of sources.filter(({ path }) => path.startsWith('src/') && !EXAMPLES.test(path))) {
    for (const name of namesOf(source)) files.set(name, (files.get(name) ?? new Set()).add(source.path));
  }
  return [...files]
    .filter(([, paths]) => paths.size > 1)
    .map(([name, paths]) => `${name} is exported by ${[...paths].join(' and ')}`);
}

/** The names that a file declares and exports. */
function namesOf(source: Source): string[] {
  const own = moduleOf(source).staticExports.flatMap(({ entries }) => entries.filter((entry) => !entry.moduleRequest));
  return own.flatMap(({ exportName }) => (exportName.kind === 'Name' && exportName.name ? [exportName.name] : []));
}

function moduleOf({ path, text }: Source) {
  const { module, errors } = parseSync(path, text);
  if (errors.length) throw new Error(`${path}: ${errors[0]?.message}`);
  return module;
}

function onlyTypes(entries: { isType: boolean }[]): boolean {
  return entries.length > 0 && entries.every((entry) => entry.isType);
}

/** A specifier without its query (`?url`), as a path from the root where it is relative. */
function resolve(path: string, specifier: string): string {
  const bare = specifier.replace(/\?.*$/, '');
  return bare.startsWith('.') ? posix.join(posix.dirname(path), bare) : bare;
}

function roomOf(path: string): Room {
  return ROOMS.find(({ prefix }) => path.startsWith(prefix))!;
}

function isLocal(target: string): boolean {
  return /^(src|scripts|bench|e2e)\//.test(target);
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.includes('/testing/');
}

/** `*` is any package; a beginning fits whole path segments, or what it begins where it ends in a slash or colon. */
function fits(target: string, beginning: string): boolean {
  if (beginning === '*') return !isLocal(target);
  if (/[/:]$/.test(beginning)) return target.startsWith(beginning);
  return target === beginning || target.startsWith(`${beginning}/`) || target.startsWith(`${beginning}.`);
}
