/**
 * A minimal static server for the built page: it sends files with their content type and no other header. What works here works
 * on any static host.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { command, runIfStarted, UsageError } from './cli';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * Serves a folder of files below `base`, on this machine only.
 *
 * @param port 0 picks a free one
 * @returns the page's address, and a function that stops the server
 * @throws Error if the folder has no page or the port is in use
 */
export async function serve(
  root: string,
  port: number,
  base: string,
): Promise<{ url: string; close: () => Promise<void> }> {
  const folder = resolve(root);
  if (!existsSync(join(folder, 'index.html'))) throw new Error(`${root} has no page: run npm run build first.`);
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    try {
      if (!pathname.startsWith(base)) throw new Error('outside the base');
      const name = decodeURIComponent(pathname.slice(base.length)) || 'index.html';
      const path = normalize(join(folder, name));
      if (!path.startsWith(folder + sep)) throw new Error('outside the folder');
      const body = await readFile(path);
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404).end('Not found');
    }
  });
  await new Promise<void>((ready, fail) => server.once('error', fail).listen(port, '127.0.0.1', ready));
  const close = () => new Promise<void>((done) => server.close(() => done()));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`, close };
}

export const main = command(
  {
    call: 'npx tsx scripts/serve.ts',
    about: 'Serves the built page in dist on this machine, below a folder, until it is stopped.',
    positionals: {
      name: '[PORT] [FOLDER]',
      help: 'the port (default: 4173) and the folder (default: /)',
      min: 0,
      max: 2,
    },
    options: {},
    example: '8080 /some/folder/',
  },
  async (_, [port = '4173', base = '/']) => {
    if (!/^\d+$/.test(port) || Number(port) > 65535) throw new UsageError(`PORT must be 0 to 65535, not ${port}.`);
    if (!/^\/(.*\/)?$/.test(base)) throw new UsageError(`FOLDER must begin and end with a slash, unlike ${base}.`);
    console.log((await serve('dist', Number(port), base)).url);
  },
);

await runIfStarted(import.meta.url, main);
