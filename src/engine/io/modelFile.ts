import type { DataShape } from '../../experiment/config';
import { ProblemError } from '../../experiment/problem';
import type { StudentShape } from '../../experiment/student/shape';
import { classNames, factsOfMetadata, headCount, type ModelFacts, normalisationOf } from './modelFacts';
import { headerEnd, LENGTH_BYTES, readHeader, type TensorHeader } from './safetensorsHeader';
import { timmModel } from './timm';

/** Bytes outside memory: a Blob, or a file on disk. */
export interface ByteSource {
  readonly size: number;
  slice(begin: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** The description of a model by its file's header and additional facts. */
export interface ModelDescription {
  name: string;
  shape: StudentShape;
  data: DataShape;
  /** Class names by output. */
  classes: string[];
  /** Mean and deviation of pixels scaled to 0…1, per channel. */
  normalisation: { mean: number[]; std: number[] };
  /** Parameter name → the tensor's name in the file. */
  names: Map<string, string>;
}

/**
 * Describes a model from its file's header.
 *
 * @param file name of the file, for messages and as the model's name
 * @param facts additional facts, which take precedence over the file's metadata
 * @throws ProblemError `bad-file` if it is not a DeiT or ViT, or a necessary fact is missing
 */
export function describeModel(
  { entries, metadata }: TensorHeader,
  file: string,
  facts: ModelFacts = {},
): ModelDescription {
  const { shape, data, names } = timmModel(new Map(entries.map((entry) => [entry.name, entry])), file);
  const known = { ...factsOfMetadata(metadata), ...facts };
  return {
    name: file.replace(/\.safetensors$/i, ''),
    shape: { ...shape, heads: headCount(shape.dim, known, file) },
    data,
    classes: classNames(data.classes, known, file),
    normalisation: normalisationOf(data.channels, known),
    names,
  };
}

/**
 * Reads the header of a file of any size.
 *
 * @throws ProblemError `bad-file` if it is damaged or cannot be read
 */
export async function headerOf(source: ByteSource, file: string): Promise<TensorHeader> {
  const end = headerEnd(await readBytes(source, 0, LENGTH_BYTES, file), source.size, file);
  return readHeader(await readBytes(source, 0, end, file), source.size, file);
}

/**
 * Reads bytes `begin` … `end` − 1 of a file.
 *
 * @throws ProblemError `bad-file` if it can no longer be read
 */
export async function readBytes(
  source: ByteSource,
  begin: number,
  end: number,
  file: string,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await source.slice(begin, end).arrayBuffer());
  } catch (cause) {
    throw new ProblemError('bad-file', `${file} cannot be read; it may have changed since it was chosen.`, {
      remedy: 'Choose the file again.',
      cause,
    });
  }
}
