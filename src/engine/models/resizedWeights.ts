import type { DataShape } from '../../experiment/config';
import { ProblemError } from '../../experiment/problem';
import { gridOf, parameterShapes, type StudentShape } from '../../experiment/student/shape';
import { resizePosEmbed } from './posEmbed';

/**
 * A trained student's parameters for pictures of another size (paper, section 3, "fine-tuning at higher resolution"): the
 * position embedding's grid is resized bicubically, the rows of the prefix tokens and all other parameters stay as they are.
 *
 * @param parameters of a student of `shape`
 * @param imageSize in pixels, a multiple of the patch size
 * @throws ProblemError `bad-file` when a parameter is missing or of another size than `shape` says
 */
export function resizedWeights(
  parameters: ReadonlyMap<string, Float32Array>,
  shape: StudentShape,
  data: DataShape,
  imageSize: number,
): Map<string, Float32Array> {
  // A file may claim any depth.
  if (!(shape.depth < parameters.size))
    throw new ProblemError('bad-file', `The trained student has too few parameters for ${shape.depth} blocks.`);
  const resized = new Map<string, Float32Array>();
  for (const [name, dims] of parameterShapes(shape, data)) {
    const values = parameters.get(name);
    const size = dims.reduce((a, b) => a * b, 1);
    if (values?.length !== size)
      throw new ProblemError(
        'bad-file',
        `The trained student has ${values?.length ?? 0} numbers in ${name} instead of ${size}.`,
      );
    resized.set(name, values);
  }
  const [from, to] = [gridOf(shape), gridOf({ ...shape, imageSize })];
  const prefixes = shape.distToken ? 2 : 1;
  resized.set('pos_embed', resizePosEmbed(resized.get('pos_embed')!, shape.dim, prefixes, from, to));
  return resized;
}
