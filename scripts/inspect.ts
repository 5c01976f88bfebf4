/**
 * What safetensors files hold, and which DeiT or ViT they spell, read as the page reads them:
 * npm run inspect -- FILE… [--heads n] [--config config.json]
 * Exit code 1 and the sentence that refuses it where a file is none. Of large files only the header is read.
 */
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { grouped } from '../src/engine/data/quantities';
import { printable } from '../src/engine/io/badTensorFile';
import { factsOfConfig, type ModelFacts } from '../src/engine/io/modelFacts';
import { type ByteSource, describeModel, headerOf, type ModelDescription } from '../src/engine/io/modelFile';
import type { TensorHeader } from '../src/engine/io/safetensorsHeader';
import { ProblemError } from '../src/experiment/problem';
import { gridOf, parameterCount, tokenCount } from '../src/experiment/student/shape';

const USAGE = 'Usage: npm run inspect -- FILE… [--heads n] [--config config.json]';

export interface Output {
  say(line: string): void;
  complain(line: string): void;
}

/** @returns the exit code */
export async function main(args: string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { heads: { type: 'string' }, config: { type: 'string' } },
  });
  if (positionals.length === 0) {
    output.complain(USAGE);
    return 1;
  }
  let code = 0;
  for (const path of positionals) {
    try {
      await inspect(path, await factsOf(values), output);
    } catch (error) {
      code = 1;
      output.complain(sentence(path, error));
    }
  }
  return code;
}

async function factsOf({ heads, config }: { heads?: string; config?: string }): Promise<ModelFacts> {
  const facts = config === undefined ? {} : factsOfConfig(await readFile(config, 'utf8'), basename(config));
  return heads === undefined ? facts : { ...facts, heads: Number(heads) };
}

async function inspect(path: string, facts: ModelFacts, { say }: Output): Promise<void> {
  const handle = await open(path);
  try {
    const file = basename(path);
    const { size } = await handle.stat();
    const header = await headerOf(fileSource(handle, size), file);
    for (const line of contents(header)) say(line);
    for (const line of architecture(describeModel(header, file, facts))) say(line);
  } finally {
    await handle.close();
  }
}

function fileSource(handle: FileHandle, size: number): ByteSource {
  return {
    size,
    slice: (begin, end) => ({
      arrayBuffer: async () => {
        const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - begin));
        await handle.read(bytes, 0, bytes.length, begin);
        return bytes.buffer;
      },
    }),
  };
}

function contents({ entries, metadata }: TensorHeader): string[] {
  const rows = entries.map(({ name, dtype, shape }) => [printable(name), dtype, `[${shape.join(', ')}]`] as const);
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  return [
    ...rows.map(([name, dtype, shape]) => `${name.padEnd(widths[0]!)}  ${dtype.padEnd(widths[1]!)}  ${shape}`),
    ...Object.entries(metadata).map(([key, value]) => `${printable(key)}: ${printable(value)}`),
    `${grouped(entries.length)} tensors`,
  ];
}

function architecture({ name, shape, data, normalisation }: ModelDescription): string[] {
  const { imageSize, patchSize, dim, depth, heads, mlpRatio, distToken } = shape;
  const ratio = Number(mlpRatio.toFixed(3));
  return [
    `${printable(name)}: DeiT ${distToken ? 'with' : 'without'} distillation token`,
    `  pictures of ${imageSize} × ${imageSize}, ${data.channels} channels, mean ${normalisation.mean.join(', ')}, deviation ${normalisation.std.join(', ')}`,
    `  patches of ${patchSize} × ${patchSize}, ${gridOf(shape)} a side, ${tokenCount(shape)} tokens`,
    `  ${depth} blocks of ${heads} heads, width ${dim}, MLP ratio ${ratio}, ${grouped(data.classes)} classes`,
    `  ${grouped(parameterCount(shape, data))} parameters`,
  ];
}

function sentence(path: string, error: unknown): string {
  if (error instanceof ProblemError) return [error.problem.message, error.problem.remedy].filter(Boolean).join(' ');
  if (isSystemError(error)) return `${path} cannot be read (${error.code}).`;
  throw error;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = await main(process.argv.slice(2), {
    say: (line) => console.log(line),
    complain: (line) => console.error(line),
  });
}
