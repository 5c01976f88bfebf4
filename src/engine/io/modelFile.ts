import type { DataShape } from '../../experiment/config';
import { ProblemError } from '../../experiment/problem';
import type { StudentShape } from '../../experiment/student/shape';
import { classNames, factsOfMetadata, headCount, type ModelFacts, normalisationOf } from './modelFacts';
import { headerEnd, LENGTH_BYTES, readHeader, type TensorHeader } from './safetensors';
import { timmModel } from './timm';

/** Bytes that are not in memory yet: a Blob, or a file on disk. */
export interface ByteSource {
  readonly size: number;
  slice(begin: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** A model as its file's header and what is known beside it describe it. */
export interface ModelDescription {
  name: string;
  shape: StudentShape;
  data: DataShape;
  /** Names, by output. */
  classes: string[];
  /** Of pixels scaled to 0…1, one a channel. */
  normalisation: { mean: number[]; std: number[] };
  /** Parameter name → the tensor's name in the file. */
  names: Map<string, string>;
}

/**
 * @param file what it is called, for messages and as the model's name.
 * @param facts what is known beside the file; it stands above the file's own metadata.
 * @throws ProblemError `bad-file` when it is no DeiT or ViT, or something is missing to use it.
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
 * @throws ProblemError `bad-file` when it is damaged or cannot be read.
 */
export async function headerOf(source: ByteSource, file: string): Promise<TensorHeader> {
  const end = headerEnd(await readBytes(source, 0, LENGTH_BYTES, file), source.size, file);
  return readHeader(await readBytes(source, 0, end, file), source.size, file);
}

/**
 * Some bytes of a file.
 * @throws ProblemError `bad-file` when it cannot be read any more.
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
