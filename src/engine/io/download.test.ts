import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Downloads, type FileCache } from './download';

const CONTENT = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7 + (i >> 8)) % 256);

/** The part of Cache Storage that is used. */
class MemoryCache implements FileCache {
  readonly entries = new Map<string, Response>();
  match = async (url: RequestInfo | URL) => this.entries.get(String(url))?.clone();
  put = async (url: RequestInfo | URL, response: Response) => void this.entries.set(String(url), response);
  delete = async (url: RequestInfo | URL) => this.entries.delete(String(url));
  keys = async () => [...this.entries.keys()].map((url) => new Request(url));
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
let server: Server;
let url: string;
let ranges: (string | undefined)[];
let handlers: Handler[];
let cache: MemoryCache;

/** Serves the file with Range support and closes the connection after `max` bytes. */
function serving({ max = Number.POSITIVE_INFINITY, etag = '"one"', ranged = true } = {}): Handler {
  return (request, response) => {
    const begin = ranged ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
    const body = CONTENT.subarray(begin);
    response.writeHead(begin > 0 ? 206 : 200, { 'content-length': body.length, etag });
    response.write(body.subarray(0, max), () => (max < body.length ? request.socket.destroy() : response.end()));
  };
}

beforeEach(async () => {
  ranges = [];
  handlers = [];
  cache = new MemoryCache();
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    (handlers.length > 1 ? handlers.shift()! : handlers[0]!)(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.safetensors`;
});
afterEach(() => void server.close());

function downloads(): Downloads {
  return new Downloads((address, init) => fetch(address, init), cache, 1);
}

function control(signal = new AbortController().signal) {
  const reports: [number, string][] = [];
  return { reports, signal, progress: (share: number, label: string) => void reports.push([share, label]) };
}

/** Compares the bytes natively, because `toEqual` would take seconds. */
const isWhole = async (blob: Blob) => Buffer.from(await blob.arrayBuffer()).equals(CONTENT);

test('a file is loaded completely, with progress, and saved until it is deleted', async () => {
  handlers = [serving()];
  const watched = control();
  expect(await isWhole(await downloads().file(url, 'm', watched))).toBe(true);
  expect(watched.reports.at(-1)).toEqual([1, 'Loading m: 0.3 MB of 0.3 MB']);
  expect(await isWhole(await downloads().file(url, 'm', control()))).toBe(true);
  expect(ranges).toEqual([undefined]);
  expect(await downloads().kept()).toEqual([{ address: url, bytes: CONTENT.length }]);
  await downloads().forget(url);
  expect(await downloads().kept()).toEqual([]);
});

test('after an interruption the download continues where it stopped', async () => {
  handlers = [serving({ max: 100_000 }), serving({ max: 50_000 }), serving()];
  expect(await isWhole(await downloads().file(url, 'm', control()))).toBe(true);
  expect(ranges[0]).toBeUndefined();
  expect(ranges.length).toBeGreaterThan(1);
  expect(ranges.slice(1).every((range) => /^bytes=[1-9]\d*-$/.test(range!))).toBe(true);
});

test.each([
  ['the file has changed', serving({ etag: '"two"' })],
  ['the server does not support ranges', serving({ ranged: false })],
])('if %s the download starts again', async (_, next) => {
  handlers = [serving({ max: 100_000 }), next];
  expect(await isWhole(await downloads().file(url, 'm', control()))).toBe(true);
});

test('the part that arrived before a cancel is saved with its address and size, and used by the next download', async () => {
  const abort = new AbortController();
  handlers = [
    (_, response) => {
      response.writeHead(200, { 'content-length': CONTENT.length, etag: '"one"' });
      response.write(CONTENT.subarray(0, 120_000));
    },
    serving(),
  ];
  const watched = { ...control(abort.signal), progress: () => abort.abort(new Error('enough')) };
  await expect(downloads().file(url, 'm', watched)).rejects.toThrow('enough');
  const [part] = await downloads().kept();
  expect(part!.address).toBe(url);
  expect(part!.bytes).toBeGreaterThan(0);
  expect(await isWhole(await downloads().file(url, 'm', control()))).toBe(true);
  expect(ranges[1]).toBe(`bytes=${part!.bytes}-`);
  expect(await downloads().kept()).toEqual([{ address: url, bytes: CONTENT.length }]);
});

test('a file that cannot be loaded is reported in a sentence', async () => {
  handlers = [(_, response) => void response.writeHead(401).end()];
  await expect(downloads().file(url, 'm', control())).rejects.toThrow(
    /does not provide the file \/model.safetensors \(HTTP 401\)/,
  );
  handlers = [(request) => void request.socket.destroy()];
  await expect(downloads().file(url, 'm', control())).rejects.toThrow('cannot be reached');
  handlers = [(_, response) => void response.writeHead(200, { 'content-length': 2 ** 31 + 1 }).flushHeaders()];
  await expect(downloads().file(url, 'm', control())).rejects.toThrow('it is not a DeiT');
});

test('a text that the server does not have is null', async () => {
  handlers = [(_, response) => void response.end('{}'), (_, response) => void response.writeHead(404).end()];
  expect(await downloads().text(url, control())).toBe('{}');
  expect(await downloads().text(`${url}2`, control())).toBeNull();
});
