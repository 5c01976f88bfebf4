/**
 * Compares fixture folders with this engine, on WebGPU and on the CPU reference: npm run parity -- DIR…
 * The format is that of fixtures/README.md.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installNodeGpu } from './nodeGpu';

export async function main(folders: string[]): Promise<void> {
  if (folders.length === 0) throw new Error('Usage: npm run parity -- DIR…');
  await installNodeGpu();
  await import('@tensorflow/tfjs-backend-cpu');
  const tf = await import('@tensorflow/tfjs-core');
  const { openGpu } = await import('../src/engine/gpu/device');
  const { readSafetensors } = await import('../src/engine/io/safetensors');
  const { checkParity } = await import('../src/engine/testing/parity');
  const { adapterName } = await openGpu();
  for (const folder of folders) {
    const file = join(folder, 'fixture.safetensors');
    const { tensors } = readSafetensors(new Uint8Array(await readFile(file)), file);
    const meta = JSON.parse(await readFile(join(folder, 'meta.json'), 'utf8'));
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
        if (!passed) process.exitCode = 1;
      }
    }
  }
}
