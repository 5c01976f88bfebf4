/** `npm run inspect`: shows what safetensors files hold and which DeiT or ViT they describe, as the page reads them. */
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { grouped } from '../src/engine/data/quantities';
import { printable } from '../src/engine/io/badTensorFile';
import { factsOfConfig, type ModelFacts } from '../src/engine/io/modelFacts';
import { type ByteSource, describeModel, headerOf, type ModelDescription } from '../src/engine/io/modelFile';
import type { TensorHeader } from '../src/engine/io/safetensorsHeader';
import { gridOf, parameterCount, tokenCount } from '../src/experiment/student/shape';
import { command, runIfStarted, sentenceOf } from './cli';

export const main = command(
  {
    call: 'npm run inspect --',
    about: 'Shows what safetensors files hold and which DeiT or ViT they describe, as the page reads them.',
    notes: ['Only the header of a file is read. The exit code is 1 if a file is refused.'],
    positionals: { name: 'FILE…', help: 'safetensors files', min: 1, max: Infinity },
    options: {
      heads: { value: 'N', min: 1, help: 'number of heads, if width and configuration do not tell it' },
      config: { value: 'FILE', help: 'config.json of the model' },
    },
    example: 'model.safetensors --heads 6',
  },
  async ({ heads, config }, paths) => {
    const facts = await factsOf(heads, config);
    let code = 0;
    for (const path of paths) {
      try {
        await inspect(path, facts);
      } catch (error) {
        code = 1;
        console.error(sentenceOf(error));
      }
    }
    return code;
  },
);

async function factsOf(heads: number | undefined, config: string | undefined): Promise<ModelFacts> {
  const facts = config === undefined ? {} : factsOfConfig(await readFile(config, 'utf8'), basename(config));
  return heads === undefined ? facts : { ...facts, heads };
}

async function inspect(path: string, facts: ModelFacts): Promise<void> {
  const handle = await open(path);
  try {
    const file = basename(path);
    const { size } = await handle.stat();
    const header = await headerOf(fileSource(handle, size), file);
    for (const line of contents(header)) console.log(line);
    for (const line of architecture(describeModel(header, file, facts))) console.log(line);
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

await runIfStarted(import.meta.url, main);
