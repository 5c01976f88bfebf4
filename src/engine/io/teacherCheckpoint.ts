import * as v from 'valibot';
import { isObject, parsedJson } from '../../experiment/json';
import { ProblemError } from '../../experiment/problem';
import { Count, checked, FiniteNumber } from '../../experiment/schema';
import type { TeacherRecipe } from '../../experiment/teacherRecipe';
import type { TeacherCheckpoint } from '../train/teacherTrainer';
import { readSafetensors, writeSafetensors } from './safetensors';

/** The tensor with the optimiser's state. No parameter has this name. */
const MOMENTS = 'adamw.state';

/** A checkpoint and the time that the training has taken so far. */
export interface KeptTeacherTraining extends TeacherCheckpoint {
  seconds: number;
}

/** The state of a teacher's training at one step as a safetensors file. */
export function teacherCheckpointBytes({
  parameters,
  moments,
  ...about
}: KeptTeacherTraining): Uint8Array<ArrayBuffer> {
  const tensors = [...parameters, [MOMENTS, moments] as const].map(
    ([name, data]) => [name, { shape: [data.length], data }] as const,
  );
  return writeSafetensors(new Map(tensors), { training: JSON.stringify(about) });
}

const About = v.object({
  recipe: v.custom<TeacherRecipe>(isObject),
  datasetFingerprint: v.string(),
  step: Count,
  seconds: v.pipe(FiniteNumber, v.minValue(0)),
});

/** @throws ProblemError `bad-file` if the file is not an interrupted training */
export function readTeacherCheckpoint(bytes: Uint8Array, file: string): KeptTeacherTraining {
  const { tensors, metadata } = readSafetensors(bytes, file);
  const parameters = new Map([...tensors].map(([name, { data }]) => [name, Float32Array.from(data)]));
  const moments = parameters.get(MOMENTS);
  parameters.delete(MOMENTS);
  const fail = (): never => {
    throw new ProblemError('bad-file', `${file} is not an interrupted training of a teacher.`);
  };
  if (!moments) return fail();
  const about = checked(About, parsedJson(metadata.training ?? ''), fail);
  return { ...about, parameters, moments };
}
