import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writePrepared } from '../../../scripts/data/prepared';
import type { Source } from '../../../scripts/data/source';
import { type DataSource, loadPrepared, type ShardCache } from './remote';
import { unwatched } from './testing/files';

const source: Source = {
  about: { id: 'cifar10', name: 'CIFAR-10', summary: 's', provenance: 'p', licence: 'l' },
  package: 'some@1.0.0',
  integrity: 'sha512-0',
  megabytes: 1,
  classes: ['a', 'b', 'c'],
  height: 4,
  width: 5,
  channels: 3,
  trainCount: 25,
  testCount: 7,
  differences: true,
  shardImages: 10,
  read: () => ({ train: splitOf(25, 1), test: splitOf(7, 2) }),
};
const splitOf = (count: number, seed: number) => ({
  images: Uint8Array.from({ length: count * 60 }, (_, i) => Math.imul(i + seed, 2654435761) >>> 24),
  labels: Uint8Array.from({ length: count }, (_, i) => (i + seed) % 3),
});
const content = { train: splitOf(25, 1), test: splitOf(7, 2) };

/** A server of the files that the real preparation writes. A test may replace its responses. */
type Handler = (file: string, bytes: Buffer | null, response: ServerResponse) => void;
const unchanged: Handler = (_, bytes, response) => {
  response.statusCode = bytes ? 200 : 404;
  response.end(bytes);
};
let answer = unchanged;
let root: string;
let server: Server;
let baseUrl: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'prepared-'));
  await writePrepared(source, content, join(root, 'cifar10'), join(root, 'building'), () => {});
  server = createServer(async ({ url }, response) => {
    answer(url!, await readFile(join(root, url!)).catch(() => null), response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
beforeEach(() => {
  answer = unchanged;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(root, { recursive: true });
});

const load = (more: Partial<DataSource> = {}, control = unwatched()) =>
  loadPrepared('cifar10', { baseUrl, fetch: (url, init) => fetch(url, init), ...more }, control);
const broken: DataSource['fetch'] = () => Promise.reject(new TypeError('Failed to fetch'));
const isShard = (url: string) => url.includes('/train-1-');

/** A browser's cache in memory. */
function memoryCache(): ShardCache & { entries: Map<string, ArrayBuffer> } {
  const entries = new Map<string, ArrayBuffer>();
  return {
    entries,
    match: async (url) => {
      const kept = entries.get(String(url));
      return kept && new Response(kept.slice(0));
    },
    put: async (url, response) => void entries.set(String(url), await response.arrayBuffer()),
    delete: async (url) => entries.delete(String(url)),
    keys: async () => [...entries.keys()].map((url) => new Request(url)),
  };
}

describe('Prepared data', () => {
  it('are loaded as they were written, with progress up to 1', async () => {
    const fractions: number[] = [];
    const dataset = await load({}, { ...unwatched(), progress: (fraction) => fractions.push(fraction) });
    expect(dataset.train.images).toEqual(content.train.images);
    expect(dataset.test.images).toEqual(content.test.images);
    expect([...dataset.train.labels]).toEqual([...content.train.labels]);
    expect([...dataset.test.labels]).toEqual([...content.test.labels]);
    expect(dataset).toMatchObject({ about: source.about, classes: ['a', 'b', 'c'], height: 4, width: 5, channels: 3 });
    expect(dataset.mean).toHaveLength(3);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });

  it('are saved in the cache and load without a connection', async () => {
    const cache = memoryCache();
    const first = await load({ cache });
    expect(await load({ cache, fetch: broken })).toEqual(first);
  });

  it('are fetched again if the cache is damaged, and files of an earlier preparation are deleted', async () => {
    const cache = memoryCache();
    cache.entries.set(`${baseUrl}cifar10/train-9-old.bin`, new ArrayBuffer(3));
    cache.entries.set(`${baseUrl}mnist/train-9.bin`, new ArrayBuffer(3));
    const first = await load({ cache });
    const url = [...cache.entries.keys()].find(isShard)!;
    const good = cache.entries.get(url)!;
    cache.entries.set(url, good.slice(0, -1));
    expect(await load({ cache })).toEqual(first);
    expect(cache.entries.get(url)).toEqual(good);
    expect(cache.entries.has(`${baseUrl}cifar10/train-9-old.bin`)).toBe(false);
    expect(cache.entries.has(`${baseUrl}mnist/train-9.bin`)).toBe(true);
  });

  it('are loaded even if the cache is full', async () => {
    const put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    expect((await load({ cache: { ...memoryCache(), put } })).train.count).toBe(25);
  });

  it.each([
    ['another byte', (bytes: Buffer) => bytes.map((byte, i) => (i === 30 ? byte ^ 1 : byte))],
    ['cut short', (bytes: Buffer) => bytes.subarray(0, -3)],
    ['longer', (bytes: Buffer) => Buffer.concat([bytes, bytes])],
  ])('are refused if a file is damaged: %s', async (_, damage) => {
    answer = (file, bytes, response) => unchanged(file, isShard(file) ? Buffer.from(damage(bytes!)) : bytes, response);
    await expect(load()).rejects.toMatchObject({
      problem: { kind: 'bad-file', message: expect.stringMatching(/^train-1-\w+\.bin of CIFAR-10/) },
    });
  });

  it('report how to prepare them if the server returns status 404 or a page', async () => {
    const page: Handler = (_file, _bytes, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html>');
    };
    const nothing: Handler = (file, _, response) => unchanged(file, null, response);
    for (answer of [page, nothing])
      await expect(load()).rejects.toMatchObject({
        problem: {
          kind: 'not-found',
          message: 'CIFAR-10 is not prepared on this server.',
          remedy: 'Run `npm run data` in the project folder, then choose CIFAR-10 again.',
        },
      });
  });

  it('report that the server does not respond', async () => {
    await expect(load({ fetch: broken })).rejects.toMatchObject({
      problem: { kind: 'not-found', message: expect.stringContaining('the connection to the server failed') },
    });
    answer = (file, bytes, response) => {
      if (!isShard(file)) return unchanged(file, bytes, response);
      response.write(bytes!.subarray(0, 9));
      setTimeout(() => response.destroy(), 5);
    };
    await expect(load()).rejects.toMatchObject({ problem: { kind: 'not-found' } });
    answer = (_file, _bytes, response) => {
      response.statusCode = 503;
      response.end();
    };
    await expect(load()).rejects.toThrow('status 503');
  });

  it.each(['{', 'null', '[]', '{"train":[]}'])('refuse a damaged manifest: %s', async (text) => {
    answer = (_file, _bytes, response) => response.end(text);
    await expect(load()).rejects.toMatchObject({ problem: { kind: 'bad-file' } });
  });

  it.each([
    ['source', 7],
    ['about.licence', undefined],
    ['classes', []],
    ['height', 0],
    ['channels', 2],
    ['mean', [0.5]],
    ['differences', 'yes'],
    ['train[0].count', 1e12],
    ['train[0].file', '../secret'],
    ['test[0].sha256', 'x'],
  ])('refuse a manifest with a damaged %s', async (path, value) => {
    answer = (file, bytes, response) => {
      if (!file.endsWith('manifest.json')) return unchanged(file, bytes, response);
      const manifest = JSON.parse(bytes!.toString());
      const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
      const target = keys.slice(0, -1).reduce((object, key) => object[key], manifest);
      target[keys.at(-1)!] = value;
      response.end(JSON.stringify(manifest));
    };
    const field = path === 'train[0].count' ? 'train' : path;
    await expect(load()).rejects.toMatchObject({
      problem: {
        kind: 'bad-file',
        message: `manifest.json of CIFAR-10 does not describe a data set: the field ${field} is damaged.`,
      },
    });
  });

  it('stop at once on a cancel, in the middle of a stalled file', async () => {
    const abort = new AbortController();
    answer = (file, bytes, response) => {
      if (!isShard(file)) return unchanged(file, bytes, response);
      response.write(bytes!.subarray(0, 9));
      setTimeout(() => abort.abort(new Error('enough')), 5);
    };
    await expect(load({}, unwatched(abort.signal))).rejects.toThrow('enough');
  });
});
