import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  importProblems,
  importsOf,
  MAX_LINES,
  nameProblems,
  textProblems,
  versionProblems,
} from '../scripts/architecture';

const FOLDERS = ['src', 'scripts', 'bench', 'e2e'].filter(existsSync);

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:tsx?|mjs|css)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name)),
).map((path) => ({ path: path.split(sep).join(posix.sep), text: readFileSync(path, 'utf8') }));
const modules = sources.filter(({ path }) => !path.endsWith('.css'));
const texts = ['README.md', 'index.html', '.ci/run', 'vite.config.ts', 'vitest.config.ts', 'playwright.config.ts'].map(
  (path) => ({ path, text: readFileSync(path, 'utf8') }),
);

describe('the tree', () => {
  test('imports run one way', () => {
    expect(modules.flatMap(importProblems)).toEqual([]);
  });

  test('no two files export the same name', () => {
    expect(nameProblems(modules)).toEqual([]);
  });

  test('files are small and speak of the project alone', () => {
    expect([...sources, ...texts].flatMap(textProblems)).toEqual([]);
  });

  test('every dependency is pinned to one version', () => {
    expect(versionProblems(readFileSync('package.json', 'utf8'))).toEqual([]);
  });
});

describe('the checks find what they look for', () => {
  const problems = (path: string, text: string) => importProblems({ path, text });

  test.each([
    ['src/ui/App.tsx', "import { client } from '../worker/client';"],
    ['src/ui/App.tsx', "import { tensor } from '@tensorflow/tfjs-core';"],
    ['src/ui/App.tsx', "import type { Tensor } from '@tensorflow/tfjs-core';"],
    ['src/ui/App.tsx', "import * as protocol from '../worker/protocol';"],
    ['src/ui/App.tsx', "import { loadShapes } from '../engine/data/shapes';"],
    ['src/state/run.ts', "const trainer = await import('../engine/train/trainer');"],
    ['src/state/run.ts', "import { Button } from '../ui/Button';"],
    ['src/worker/client.ts', "export * from './session';"],
    ['src/worker/client.ts', "import { useRun } from '../state/run';"],
    ['src/worker/session.ts', "import { TrainingClient } from './client';"],
    ['src/worker/protocol.ts', "import { ProblemError } from '../engine/problem';"],
    ['src/engine/train/trainer.ts', "import { readFileSync } from 'node:fs';"],
    ['src/engine/train/trainer.ts', "import type { RunStatus } from '../../worker/protocol';"],
    ['src/engine/data/own.ts', "import '../../ui/theme';"],
    ['src/main.tsx', "import { controller } from './state/runController';"],
    ['scripts/train-teacher.ts', "import { useSession } from '../src/state/session';"],
    ['e2e/runs.spec.ts', "import { useSession } from '../src/state/session';"],
    ['src/experiment/presets.ts', "import { shapes } from '../engine/data/shapes';"],
    ['src/experiment/presets.ts', "import { create } from 'zustand';"],
    ['src/worker/tiles.ts', "import { get } from 'idb-keyval';"],
    ['src/state/trials/kept.ts', "import { get } from 'idb-keyval';"],
    ['src/sentences/runs.ts', "import { useSession } from '../state/session';"],
    ['src/engine/kernels/gelu.ts', "import { Trainer } from '../train/trainer';"],
    ['src/engine/models/deit.ts', "import type { AdamW } from '../optim/adamw';"],
    ['src/engine/other/file.ts', ''],
    ['src/ui/look/LookView.tsx', "import { TrainView } from '../train/TrainView';"],
    ['src/ui/plot/axis.ts', "import { heatmap } from '../maps/heatmap';"],
  ])('%s must not: %s', (path, text) => {
    expect(problems(path, text)).toHaveLength(1);
  });

  test.each([
    ['src/ui/App.tsx', "import type { StepSnapshot } from '../worker/protocol';"],
    ['src/ui/App.tsx', "import { type StepSnapshot } from '../worker/protocol';"],
    ['src/ui/App.tsx', "import { LIVE_FIELDS } from '../experiment/config';"],
    ['src/ui/train/TrainView.tsx', "import './train.css';"],
    ['src/state/run.ts', "import { TrainingClient } from '../worker/client';"],
    ['src/worker/client.ts', "const worker = new Worker(new URL('./session.ts', import.meta.url));"],
    ['src/worker/client.ts', "// import { loss } from '../engine/distill/loss';"],
    ['src/worker/session.ts', "import { Trainer } from '../engine/train/trainer';"],
    ['src/engine/train/trainer.ts', "import { deit } from '../models/deit';"],
    ['src/engine/train/trainer.ts', "import { learnsFromTeacher } from '../../experiment/config';"],
    ['src/ui/look/duel/TokenDuel.tsx', "import { TokenMap } from '../../maps/TokenMap';"],
    ['e2e/address.spec.ts', "import { FIELDS } from '../src/experiment/fields/table';"],
    ['src/engine/io/files.test.ts', "import { readFileSync } from 'node:fs';"],
    ['bench/step.ts', "import { installNodeGpu } from '../scripts/nodeGpu';"],
  ])('%s may: %s', (path, text) => {
    expect(problems(path, text)).toEqual([]);
  });

  test('every form of import is seen', () => {
    const text = [
      "import a from './a';",
      "import type { B } from './b';",
      "import './c.css';",
      "export * from './d';",
      "export type { E } from '../e?raw';",
      "const f = () => import('./f');",
    ].join('\n');
    expect(importsOf({ path: 'src/ui/x.tsx', text })).toEqual([
      { target: 'src/ui/a', typeOnly: false },
      { target: 'src/ui/b', typeOnly: true },
      { target: 'src/ui/c.css', typeOnly: false },
      { target: 'src/ui/d', typeOnly: false },
      { target: 'src/e', typeOnly: true },
      { target: 'src/ui/f', typeOnly: false },
    ]);
  });

  test('a name that two files of src export', () => {
    const problems = (...files: [path: string, text: string][]) =>
      nameProblems(files.map(([path, text]) => ({ path, text })));
    const declared: [string, string] = ['src/state/a.ts', 'export const same = 1; export function f() {}'];
    for (const text of [
      'export const same = 2;',
      'export function same(): void {}',
      'export class same {}',
      'export interface same {}',
      'export type same = 1;',
      'const other = 1; export { other as same };',
      'export const { same } = { same: 1 };',
    ]) {
      expect(problems(declared, ['src/ui/b.tsx', text])).toEqual([
        'same is exported by src/state/a.ts and src/ui/b.tsx',
      ]);
    }
    for (const text of ['const same = 1;', "export { same } from '../state/a';", "export * from '../state/a';"]) {
      expect(problems(declared, ['src/ui/b.tsx', text])).toEqual([]);
    }
    expect(problems(declared, ['e2e/b.ts', 'export const same = 2;'])).toEqual([]);
    const overloads =
      'export function f(x: 1): 1; export function f(x: 2): 2; export function f(x: 1 | 2) { return x; }';
    expect(problems(['src/a.ts', overloads])).toEqual([]);
  });

  test('kernels alone may share a name: that of their example', () => {
    const text = 'export const example = 1;';
    const at = (...paths: string[]) => nameProblems(paths.map((path) => ({ path, text })));
    expect(at('src/engine/kernels/a/example.ts', 'src/engine/kernels/b/example.ts')).toEqual([]);
    expect(at('src/engine/kernels/a/index.ts', 'src/engine/models/example.ts')).toHaveLength(1);
  });

  test.each([
    "const store = createStore('keyval', 'x');",
    "indexedDB.open('x')",
    "await caches.open('data')",
    "localStorage.setItem('theme', 'dark')",
    "sessionStorage.getItem('page')",
  ])('the browser’s storage is used in its room alone: %s', (text) => {
    expect(textProblems({ path: 'src/state/x.ts', text })).toHaveLength(1);
    expect(textProblems({ path: 'src/storage/x.ts', text })).toEqual([]);
  });

  test('long files, private paths and hosts, loose versions', () => {
    const path = 'src/x.ts';
    expect(textProblems({ path, text: 'x\n'.repeat(MAX_LINES) })).toEqual([]);
    expect(textProblems({ path, text: 'x\n'.repeat(MAX_LINES + 1) })).toHaveLength(1);
    for (const folder of ['work', 'tmp', 'home']) {
      expect(textProblems({ path, text: `read('/${folder}/file')` })).toHaveLength(1);
    }
    expect(textProblems({ path, text: "import '../work/file'" })).toEqual([]);
    expect(textProblems({ path, text: `https://registry.${'npmjs'}.org/x` })).toHaveLength(1);
    const versions = { dependencies: { a: '1.2.3', b: '^1.2.3' }, devDependencies: { c: 'latest', d: '1.0.0-rc.1' } };
    expect(versionProblems(JSON.stringify(versions))).toEqual(['b is not pinned: ^1.2.3', 'c is not pinned: latest']);
  });
});
