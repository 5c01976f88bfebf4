import { writeSafetensors } from '../../src/engine/io/safetensors';
import type { DataShape } from '../../src/experiment/config';
import { parameterShapes, type StudentShape } from '../../src/experiment/student/shape';

/** deit_tiny_distilled_patch16_224: 5,910,800 parameters. */
export const DEIT_TINY = {
  shape: { imageSize: 224, patchSize: 16, dim: 192, heads: 3, depth: 12, mlpRatio: 4, distToken: true },
  data: { channels: 3, classes: 1000 },
} as const satisfies { shape: StudentShape; data: DataShape };

/** Spread of the random weights: attention is far from uniform, and activations neither vanish nor explode. */
const SPREAD = 0.2;

/** A file in timm's layout with random weights. The same seed gives the same file. */
export function randomModelFile(
  { shape, data }: { shape: StudentShape; data: DataShape },
  metadata: Record<string, string> = {},
  seed = 1,
): Uint8Array<ArrayBuffer> {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x100000000 - 0.5;
  };
  const tensors = [...parameterShapes(shape, data)].map(([name, dims]) => {
    const numbers = new Float32Array(dims.reduce((a, b) => a * b, 1));
    const centre = /norm\d?\.weight$/.test(name) ? 1 : 0;
    for (let i = 0; i < numbers.length; i++) numbers[i] = centre + SPREAD * uniform();
    return [name, { shape: dims, data: numbers }] as const;
  });
  return writeSafetensors(new Map(tensors), metadata);
}
