/**
 * The plainest static server there is, for the built page: files of `dist/` below a folder, no header but the content type.
 * What works here works on any static host. `npx tsx scripts/serve.ts PORT /some/folder/`
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

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
 * @param port 0 takes a free one.
 * @returns the page's address and how to stop.
 */
export async function serve(
  root: string,
  port: number,
  base: string,
): Promise<{ url: string; close: () => Promise<void> }> {
  const folder = resolve(root);
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

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [port = '4173', base = '/'] = process.argv.slice(2);
  console.log((await serve('dist', Number(port), base)).url);
}
