import { execFile } from 'node:child_process';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSafetensors } from '../src/engine/io/safetensors';
import { parameterShapes } from '../src/experiment/student/shape';
import { main } from './inspect';

const tiny = { imageSize: 224, patchSize: 16, dim: 192, heads: 3, depth: 12, mlpRatio: 4, distToken: true };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inspect-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A DeiT-Ti of zeros as a sparse file: its header, and as many bytes of nothing as it says. */
async function sparseFile(name: string, classes: number): Promise<string> {
  let end = 0;
  const header = [...parameterShapes(tiny, { channels: 3, classes })].map(([tensor, shape]) => {
    const begin = end;
    end += 4 * shape.reduce((a, b) => a * b, 1);
    return [tensor, { dtype: 'F32', shape, data_offsets: [begin, end] }];
  });
  const json = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const path = join(folder, name);
  await writeFile(path, Buffer.concat([length, json]));
  const file = await open(path, 'r+');
  await file.truncate(8 + json.length + end);
  await file.close();
  return path;
}

async function inspect(...args: string[]) {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await main(args, { say: (line) => said.push(line), complain: (line) => complained.push(line) });
  return { code, said: said.join('\n'), complained: complained.join('\n') };
}

test('a DeiT-Ti: tensors, architecture, parameters', async () => {
  const { code, said, complained } = await inspect(await sparseFile('tiny.safetensors', 1000));
  expect({ code, complained }).toEqual({ code: 0, complained: '' });
  expect(said).toMatch(/^blocks\.11\.attn\.qkv\.weight +F32 +\[576, 192\]$/m);
  expect(said).toContain('155 tensors');
  expect(said).toContain('tiny: DeiT with distillation token');
  expect(said).toContain('14 a side, 198 tokens');
  expect(said).toContain('12 blocks of 3 heads, width 192, MLP ratio 4, 1,000 classes');
  expect(said).toContain('5,910,800 parameters');
});

test('of a file larger than memory could hold in one piece only the header is read', async () => {
  const path = await sparseFile('huge.safetensors', 2_000_000);
  await expect(readFile(path)).rejects.toThrow('2 GiB');
  const { code, said } = await inspect(path);
  expect(code).toBe(0);
  expect(said).toContain('2,000,000 classes');
});

test('what is no DeiT is listed and refused; every file is looked at; exit code 1', async () => {
  const path = join(folder, 'conv.safetensors');
  await writeFile(path, writeSafetensors(new Map([['conv1.weight', { shape: [2], data: new Float32Array(2) }]])));
  const broken = join(folder, 'broken.safetensors');
  await writeFile(broken, (await readFile(path)).subarray(0, -1));
  const { code, said, complained } = await inspect(path, broken, join(folder, 'none'));
  expect(code).toBe(1);
  expect(said).toContain('conv1.weight  F32  [2]');
  expect(complained.split('\n')).toEqual([
    expect.stringMatching(/^conv\.safetensors: there is no tensor patch_embed\.proj\.weight; \[dim, /),
    expect.stringMatching(/^broken\.safetensors: it is truncated: 8 bytes of data were expected, but there are 7\./),
    `${join(folder, 'none')} cannot be read (ENOENT).`,
  ]);
});

test('heads from the command line or a config.json', async () => {
  const path = await sparseFile('heads.safetensors', 10);
  expect((await inspect(path, '--heads', '6')).said).toContain('12 blocks of 6 heads');
  const config = join(folder, 'config.json');
  await writeFile(config, '{"model_args": {"num_heads": 12}}');
  expect((await inspect(path, '--config', config)).said).toContain('12 blocks of 12 heads');
  expect(await inspect(path, '--heads', 'x')).toMatchObject({
    code: 1,
    complained: expect.stringContaining('NaN heads'),
  });
});

test('as a command', async () => {
  const run = promisify(execFile);
  const script = ['--import', 'tsx', 'scripts/inspect.ts'];
  const { stdout } = await run(process.execPath, [...script, await sparseFile('command.safetensors', 10)]);
  expect(stdout).toContain('5,528,660 parameters');
  await expect(run(process.execPath, [...script, 'package.json'])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('package.json: the header length does not fit the file'),
  });
  await expect(run(process.execPath, script)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Usage'),
  });
});
