import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The tarball of an npm package, from `cache` or fetched with npm, so that the person's registry and proxy settings hold.
 * @param spec name@version
 * @param integrity what its SHA-512 must be: `sha512-…`
 * @throws Error with a reason for the person when it cannot be had.
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
    if (!name) throw new Error('npm fetched nothing');
    const tarball = await readFile(join(folder, name));
    if (integrityOf(tarball) !== integrity) throw new Error('what the registry sent is not what was published');
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
  // Not minutes of retries where there is no network: the page starts without the data.
  args.push('--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=60000');
  // npm names itself to what it runs; elsewhere it is a command, on Windows a script for the shell.
  const npm = process.env.npm_execpath;
  const child = npm?.endsWith('.js')
    ? spawn(process.execPath, [npm, ...args])
    : spawn('npm', args, { shell: process.platform === 'win32' });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  // What npm says on success is not needed, but must be taken.
  child.stdout.resume();
  const code = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done));
  if (code !== 0) throw new Error(`npm pack: ${/npm (?:error|ERR!) code (\w+)/.exec(errors)?.[1] ?? `exit ${code}`}`);
}
