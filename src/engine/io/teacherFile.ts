import * as v from 'valibot';
import type { DatasetId, TeacherFamily } from '../../experiment/config';
import { parsedJson } from '../../experiment/json';
import { ProblemError } from '../../experiment/problem';
import { checked, FiniteNumber } from '../../experiment/schema';
import { shippedTeacherName } from '../../experiment/teachers';
import type { ImageDataset } from '../data/dataset';
import type { FetchLike } from '../data/remote';
import type { TeacherArchitecture, TeacherNetwork } from '../models/teacherNetwork';
import { teacherNetwork } from '../models/teachers';
import type { TeacherRecipe } from '../train/teacherRecipe';
import { TrainedTeacher } from '../train/trainedTeacher';
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
  architecture: TeacherArchitecture;
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

export interface PretrainedTeacher {
  teacher: TrainedTeacher;
  provenance: TeacherProvenance;
}

/** The weights file's bytes. */
export async function teacherBytes(model: TeacherNetwork): Promise<Uint8Array<ArrayBuffer>> {
  const { shapes } = model.parameters;
  const arrays = await model.parameters.toArrays();
  return writeSafetensors(new Map([...arrays].map(([name, data]) => [name, { shape: shapes.get(name)!, data }])));
}

/**
 * @param file what the weights file is called, for messages.
 * @throws ProblemError `bad-file` when weights and provenance do not belong together.
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
 * The shipped teacher of a data set.
 *
 * @param family its kind: some data sets have several
 * @param baseUrl folder of the teachers, ending in a slash.
 * @throws ProblemError `not-found` when there is none for just this data; `bad-file` when what is there cannot be used.
 */
export async function fetchTeacher(
  dataset: ImageDataset,
  family: TeacherFamily,
  baseUrl: string,
  fetch: FetchLike,
  signal?: AbortSignal,
): Promise<PretrainedTeacher> {
  const { id, name } = dataset.about;
  const none = new ProblemError('not-found', `No trained teacher of this kind for ${name} is shipped with this page.`, {
    remedy: 'Choose “train here”, which trains one first.',
  });
  const get = async (file: string) => {
    const response = await fetch(`${baseUrl}${file}`, signal ? { signal } : {});
    // A server may answer an unknown file with its start page.
    if (!response.ok || response.headers.get('content-type')?.includes('text/html')) throw none;
    return response;
  };
  const file = shippedTeacherName(id, family);
  const provenance = readProvenance(await (await get(`${file}.json`)).text(), `${file}.json`);
  if (provenance.fingerprint !== dataset.fingerprint) throw none;
  const kind = provenance.architecture.family;
  if (kind !== family) throw new ProblemError('bad-file', `${file}.json is of the kind ${kind}, not ${family}.`);
  const weights = new Uint8Array(await (await get(`${file}.safetensors`)).arrayBuffer());
  return { teacher: teacherOf(weights, provenance, `${file}.safetensors`), provenance };
}

const Size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));
const CONVOLUTIONAL = { width: Size, blocks: Size, channels: Size, classes: Size };
/** The sizes that describe a teacher of each family. */
const SIZES: Record<TeacherFamily, v.ObjectEntries> = {
  resnet: CONVOLUTIONAL,
  regnety: CONVOLUTIONAL,
  efficientnet: CONVOLUTIONAL,
  transformer: {
    ...{ imageSize: Size, patchSize: Size, dim: Size, depth: Size, heads: Size, mlpRatio: Size },
    ...{ channels: Size, classes: Size },
  },
};
const FAMILIES = Object.keys(SIZES) as TeacherFamily[];

/** Exactly the sizes of the family. The first teachers had no `family`: they are residual networks. */
const Architecture = v.union(
  FAMILIES.map((family) =>
    v.strictObject({
      family: family === 'resnet' ? v.optional(v.literal(family), family) : v.literal(family),
      ...SIZES[family],
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
