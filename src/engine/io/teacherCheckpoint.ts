import { ProblemError } from '../../experiment/problem';
import type { TeacherCheckpoint } from '../train/teacherTrainer';
import { readSafetensors, writeSafetensors } from './safetensors';

/** The optimiser's state lies beside the parameters, whose names never begin so. */
const MOMENTS = 'adamw.state';

/** A checkpoint, and the time that the training took so far. */
export interface KeptTeacherTraining extends TeacherCheckpoint {
  seconds: number;
}

/** A teacher's training at one step, as a safetensors file. */
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

/** @throws ProblemError `bad-file` when it is none. */
export function readTeacherCheckpoint(bytes: Uint8Array, file: string): KeptTeacherTraining {
  const { tensors, metadata } = readSafetensors(bytes, file);
  const parameters = new Map([...tensors].map(([name, { data }]) => [name, Float32Array.from(data)]));
  const moments = parameters.get(MOMENTS);
  parameters.delete(MOMENTS);
  try {
    const about: Omit<KeptTeacherTraining, 'parameters' | 'moments'> = JSON.parse(metadata.training ?? '');
    if (moments && typeof about.recipe === 'object' && Number.isInteger(about.step) && about.seconds >= 0)
      return { ...about, parameters, moments };
  } catch {
    // Told below.
  }
  throw new ProblemError('bad-file', `${file} is no interrupted training of a teacher.`);
}
