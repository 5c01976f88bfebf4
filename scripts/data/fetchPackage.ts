import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The tarball of an npm package, from `cache` or downloaded by npm, so that the user's registry and proxy settings apply.
 *
 * @param spec name@version
 * @param integrity its expected SHA-512: `sha512-…`
 * @throws Error with one sentence if it cannot be downloaded
 */
export async function fetchPackage(spec: string, integrity: string, cache: string): Promise<Buffer> {
  const path = join(cache, `${spec.replace('@', '-')}.tgz`);
  const kept = await readFile(path).catch(() => null);
  if (kept && integrityOf(kept) === integrity) return kept;
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'fetching-'));
  try {
    await npmPack(spec, folder);
    const [name] = await readdir(folder);
    if (!name) throw new Error('npm downloaded nothing');
    const tarball = await readFile(join(folder, name));
    if (integrityOf(tarball) !== integrity) throw new Error('the registry sent another file than the published one');
    await rename(join(folder, name), path);
    return tarball;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}

async function npmPack(spec: string, folder: string): Promise<void> {
  const args = ['pack', spec, '--pack-destination', folder, '--ignore-scripts', '--loglevel=error', '--no-progress'];
  // Few retries, so that the page starts soon if there is no network.
  args.push('--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=60000');
  // npm passes its own path to the scripts that it runs. Otherwise npm is a command; on Windows, a script for the shell.
  const npm = process.env.npm_execpath;
  const child = npm?.endsWith('.js')
    ? spawn(process.execPath, [npm, ...args])
    : spawn('npm', args, { shell: process.platform === 'win32' });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  // The output is not needed, but a full pipe would block npm.
  child.stdout.resume();
  const code = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done));
  if (code !== 0) throw new Error(`npm pack: ${/npm (?:error|ERR!) code (\w+)/.exec(errors)?.[1] ?? `exit ${code}`}`);
}
