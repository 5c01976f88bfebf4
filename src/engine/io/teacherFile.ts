import type { ImageDataset } from '../data/dataset';
import { Resnet, type ResnetShape } from '../models/resnet';
import { ProblemError } from '../problem';
import type { DatasetId } from '../spec/experiment';
import { ResidualTeacher } from '../train/residualTeacher';
import type { TeacherRecipe } from '../train/teacherRecipe';
import { readSafetensors, writeSafetensors } from './safetensors';

/** Where shipped weights come from, and what they are for: the JSON file beside them. */
export interface TeacherProvenance {
  dataset: DatasetId;
  /** Of the data set that it was trained on; with other data it is no teacher. */
  fingerprint: string;
  classes: string[];
  /** Side of the square pictures that it was trained on. */
  imageSize: number;
  /** How pixels were normalised, per channel, scaled to 0…1. */
  mean: number[];
  std: number[];
  architecture: ResnetShape;
  parameters: number;
  /** Multiply–accumulates of one picture. */
  macs: number;
  recipe: TeacherRecipe;
  /** Top-1 on the whole test split, 0…1. */
  testAccuracy: number;
  testImages: number;
  /** What makes the same file again (up to the adapter's rounding). */
  command: string;
  adapter: string;
  durationSeconds: number;
  date: string;
}

/** The part of fetch that is needed. */
export type FetchLike = (url: string, init?: { signal?: AbortSignal }) => Promise<Response>;

export interface PretrainedTeacher {
  teacher: ResidualTeacher;
  provenance: TeacherProvenance;
}

/** The weights file's bytes. */
export async function teacherBytes(model: Resnet): Promise<Uint8Array<ArrayBuffer>> {
  const { shapes } = model.parameters;
  const arrays = await model.parameters.toArrays();
  return writeSafetensors(new Map([...arrays].map(([name, data]) => [name, { shape: shapes.get(name)!, data }])));
}

/**
 * @param file what the weights file is called, for messages.
 * @throws ProblemError `bad-file` when weights and provenance do not belong together.
 */
export function teacherOf(weights: Uint8Array, provenance: TeacherProvenance, file: string): ResidualTeacher {
  const { tensors } = readSafetensors(weights, file);
  const model = new Resnet(provenance.architecture, provenance.recipe.seed);
  try {
    const arrays = new Map<string, Float32Array>();
    for (const [name, { shape, data }] of tensors) {
      const expected = model.parameters.shapes.get(name);
      if (!(data instanceof Float32Array) || (expected && `${expected}` !== `${shape}`)) {
        throw new ProblemError(
          'bad-file',
          `${file}: tensor ${name} is [${shape}] instead of float32 [${expected ?? ''}].`,
        );
      }
      arrays.set(name, data);
    }
    model.parameters.load(arrays);
    return new ResidualTeacher(model, provenance.imageSize);
  } finally {
    model.dispose();
  }
}

/**
 * The shipped teacher of a data set.
 *
 * @param baseUrl folder of the teachers, ending in a slash.
 * @throws ProblemError `not-found` when there is none for just this data; `bad-file` when what is there cannot be used.
 */
export async function fetchTeacher(
  dataset: ImageDataset,
  baseUrl: string,
  fetch: FetchLike,
  signal?: AbortSignal,
): Promise<PretrainedTeacher> {
  const { id, name } = dataset.about;
  const none = new ProblemError('not-found', `No trained teacher for ${name} is shipped with this page.`, {
    remedy: 'Choose “train here”, which trains one first.',
  });
  const get = async (file: string) => {
    const response = await fetch(`${baseUrl}${file}`, signal ? { signal } : {});
    // A server may answer an unknown file with its start page.
    if (!response.ok || response.headers.get('content-type')?.includes('text/html')) throw none;
    return response;
  };
  const provenance = readProvenance(await (await get(`${id}.json`)).text(), `${id}.json`);
  if (provenance.fingerprint !== dataset.fingerprint) throw none;
  const file = `${id}.safetensors`;
  const weights = new Uint8Array(await (await get(file)).arrayBuffer());
  return { teacher: teacherOf(weights, provenance, file), provenance };
}

/** @throws ProblemError `bad-file` when something that the teacher is built from is missing. */
export function readProvenance(text: string, file: string): TeacherProvenance {
  const wrong = new ProblemError('bad-file', `${file} does not describe a teacher.`);
  let value: Partial<TeacherProvenance> | null;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong;
  }
  const counts = value?.architecture && Object.values(value.architecture);
  const isSize = (n: unknown) => Number.isInteger(n) && (n as number) > 0 && (n as number) <= 4096;
  if (
    counts?.length !== 4 ||
    ![...counts, value?.imageSize].every(isSize) ||
    typeof value?.fingerprint !== 'string' ||
    typeof value.testAccuracy !== 'number' ||
    !Number.isInteger(value.recipe?.seed)
  ) {
    throw wrong;
  }
  return value as TeacherProvenance;
}
