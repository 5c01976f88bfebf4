import * as v from 'valibot';
import type { DatasetId } from '../../experiment/datasets';
import { parsedJson } from '../../experiment/json';
import { ProblemError } from '../../experiment/problem';
import { checked, FiniteNumber } from '../../experiment/schema';
import type { TeacherRecipe } from '../../experiment/teacherRecipe';
import { shippedTeacherName, TEACHER_FAMILIES, type TeacherFamily } from '../../experiment/teachers';
import type { ImageDataset } from '../data/dataset';
import type { FetchLike } from '../data/remote';
import type { TeacherArchitecture, TeacherNetwork } from '../models/teacherNetwork';
import { teacherNetwork } from '../models/teachers';
import { TrainedTeacher } from '../train/trainedTeacher';
import { readSafetensors, writeSafetensors } from './safetensors';

/** The JSON file that accompanies shipped weights: where they come from, and for what data they are. */
export interface TeacherProvenance {
  dataset: DatasetId;
  /** Fingerprint of the training data. The teacher is used with these data only. */
  fingerprint: string;
  classes: string[];
  /** Side of the square training images in pixels. */
  imageSize: number;
  /** Normalisation of pixels scaled to 0…1, per channel. */
  mean: number[];
  std: number[];
  architecture: TeacherArchitecture;
  parameters: number;
  /** Multiply–accumulates of one image. */
  macs: number;
  recipe: TeacherRecipe;
  /** Top-1 on the whole test split, 0…1. */
  testAccuracy: number;
  testImages: number;
  /** The command that trains the same teacher, up to the adapter's rounding. */
  command: string;
  adapter: string;
  durationSeconds: number;
  date: string;
}

export interface PretrainedTeacher {
  teacher: TrainedTeacher;
  provenance: TeacherProvenance;
}

/** A teacher's weights as a safetensors file. */
export async function teacherBytes(model: TeacherNetwork): Promise<Uint8Array<ArrayBuffer>> {
  const { shapes } = model.parameters;
  const arrays = await model.parameters.toArrays();
  return writeSafetensors(new Map([...arrays].map(([name, data]) => [name, { shape: shapes.get(name)!, data }])));
}

/**
 * Builds a teacher from its weights and provenance.
 *
 * @param file name of the weights file, for messages
 * @throws ProblemError `bad-file` if the weights do not fit the provenance
 */
export function teacherOf(weights: Uint8Array, provenance: TeacherProvenance, file: string): TrainedTeacher {
  const { tensors } = readSafetensors(weights, file);
  const model = teacherNetwork(provenance.architecture, provenance.recipe.seed);
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
    return new TrainedTeacher(model, provenance.imageSize);
  } finally {
    model.dispose();
  }
}

/**
 * Loads the shipped teacher of a data set.
 *
 * @param baseUrl folder of the teachers, with a slash at the end
 * @throws ProblemError `not-found` if there is no teacher of this family for these data; `bad-file` if its files are damaged
 */
export async function fetchTeacher(
  dataset: ImageDataset,
  family: TeacherFamily,
  baseUrl: string,
  fetch: FetchLike,
  signal?: AbortSignal,
): Promise<PretrainedTeacher> {
  const { id, name } = dataset.about;
  const missing = new ProblemError('not-found', `This page has no trained teacher of this kind for ${name}.`, {
    remedy: 'Choose “train here” to train one first.',
  });
  const get = async (file: string) => {
    const response = await fetch(`${baseUrl}${file}`, signal ? { signal } : {});
    // Some servers return their start page for an unknown file.
    if (!response.ok || response.headers.get('content-type')?.includes('text/html')) throw missing;
    return response;
  };
  const file = shippedTeacherName(id, family);
  const provenance = readProvenance(await (await get(`${file}.json`)).text(), `${file}.json`);
  if (provenance.fingerprint !== dataset.fingerprint) throw missing;
  const kind = provenance.architecture.family;
  if (kind !== family)
    throw new ProblemError('bad-file', `${file}.json describes a teacher of the kind ${kind}, not ${family}.`);
  const weights = new Uint8Array(await (await get(`${file}.safetensors`)).arrayBuffer());
  return { teacher: teacherOf(weights, provenance, `${file}.safetensors`), provenance };
}

const Size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));
const CONVOLUTIONAL = { width: Size, blocks: Size, channels: Size, classes: Size };
const TRANSFORMER = {
  ...{ imageSize: Size, patchSize: Size, dim: Size, depth: Size, heads: Size, mlpRatio: Size },
  ...{ channels: Size, classes: Size },
};

/** Exactly the sizes of the family. The first teachers had no `family`: they are residual networks. */
const Architecture = v.union(
  TEACHER_FAMILIES.map((family) =>
    v.strictObject({
      family: family === 'resnet' ? v.optional(v.literal(family), family) : v.literal(family),
      ...(family === 'transformer' ? TRANSFORMER : CONVOLUTIONAL),
    }),
  ),
);

/** What a teacher is built from; everything else in the file is only shown. */
const Provenance = v.looseObject({
  architecture: Architecture,
  imageSize: Size,
  fingerprint: v.string(),
  testAccuracy: FiniteNumber,
  durationSeconds: FiniteNumber,
  recipe: v.looseObject({ seed: v.pipe(v.number(), v.integer()) }),
});

/** @throws ProblemError `bad-file` if a field from which the teacher is built is missing or damaged */
export function readProvenance(text: string, file: string): TeacherProvenance {
  const fail = (what: string): never => {
    throw new ProblemError('bad-file', `${file} does not describe a teacher: ${what}`);
  };
  const value = parsedJson(text) ?? fail('it is not a JSON object.');
  return checked(Provenance, value, (path) => fail(`the field ${path} is damaged.`)) as unknown as TeacherProvenance;
}
