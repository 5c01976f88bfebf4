import type { Deit } from '../models/deit';
import type { ModelFacts } from './modelFacts';
import { writeSafetensors } from './safetensors';

/**
 * Writes a student as a safetensors file in timm's layout. The metadata holds everything that shapes do not tell (heads, classes,
 * normalisation), so that an importer needs only the file.
 *
 * @param facts class names, and mean and deviation of pixels scaled to 0…1 per channel
 * @param provenance further metadata on the origin of the weights
 */
export async function exportModel(
  student: Deit,
  facts: Required<Pick<ModelFacts, 'classes' | 'mean' | 'std'>>,
  provenance: Record<string, string> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { parameters, shape, data } = student;
  const arrays = await parameters.toArrays();
  const tensors = [...parameters.shapes].map(
    ([name, dims]) => [name, { shape: dims, data: arrays.get(name)! }] as const,
  );
  return writeSafetensors(new Map(tensors), {
    ...provenance,
    format: 'pt',
    img_size: `${shape.imageSize}`,
    patch_size: `${shape.patchSize}`,
    in_chans: `${data.channels}`,
    num_classes: `${data.classes}`,
    num_heads: `${shape.heads}`,
    classes: JSON.stringify(facts.classes),
    mean: JSON.stringify(facts.mean),
    std: JSON.stringify(facts.std),
  });
}
