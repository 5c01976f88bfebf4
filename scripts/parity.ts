/** `npm run parity`: compares recorded numbers with this engine. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors, type TensorFile } from '../src/engine/io/safetensors';
import type { FixtureMeta } from '../src/engine/testing/parity';
import { command } from './cli';
import { readJson } from './headless/readJson';
import { installNodeGpu } from './nodeGpu';

const DESCRIPTION = {
  call: 'npm run parity --',
  about: 'Compares recorded numbers with this engine, on WebGPU and on the CPU reference.',
  notes: ['fixtures/README.md describes the files. scripts/pytorch/record_fixture.py records more.'],
  positionals: { name: 'DIR…', help: 'folders with fixture.safetensors and meta.json', min: 1, max: Infinity },
  options: {},
  example: 'fixtures/deit-a fixtures/deit-b fixtures/deit-c',
} as const;

export const main = command(DESCRIPTION, async (_, folders) => {
  const fixtures = await Promise.all(folders.map(readFixture));
  await installNodeGpu();
  await import('@tensorflow/tfjs-backend-cpu');
  const tf = await import('@tensorflow/tfjs-core');
  const { openGpu } = await import('../src/engine/gpu/device');
  const { checkParity } = await import('../src/engine/testing/parity');
  const { adapterName } = await openGpu();
  let code = 0;
  for (const { tensors, meta } of fixtures) {
    for (const backend of ['webgpu', 'cpu']) {
      await tf.setBackend(backend);
      console.log(`\n${meta.id} on ${backend === 'webgpu' ? `WebGPU (${adapterName})` : 'the CPU reference'}`);
      console.log('group           max absolute  max relative   elements  outside');
      for (const { group, maxAbsolute, maxRelative, elements, outside, passed } of await checkParity(tensors, meta)) {
        const columns = [
          group.padEnd(14),
          maxAbsolute.toExponential(1).padStart(13),
          maxRelative.toExponential(1).padStart(13),
          String(elements).padStart(10),
          String(outside).padStart(8),
        ];
        console.log(`${columns.join(' ')}  ${passed ? 'ok' : 'BEYOND TOLERANCE'}`);
        if (!passed) code = 1;
      }
    }
  }
  return code;
});

/** @throws Error before the device is opened if a file is missing or damaged */
async function readFixture(folder: string): Promise<{ tensors: TensorFile['tensors']; meta: FixtureMeta }> {
  const file = join(folder, 'fixture.safetensors');
  const { tensors } = readSafetensors(new Uint8Array(await readFile(file)), file);
  return { tensors, meta: (await readJson(join(folder, 'meta.json'))) as unknown as FixtureMeta };
}
