import * as tf from '@tensorflow/tfjs-core';
import { ProblemError } from '../../experiment/problem';
import { widestBytes } from '../../experiment/student/gpuBytes';
import type { StudentShape } from '../../experiment/student/shape';
import type { TaskControl } from '../data/dataset';
import { Repeated } from '../gpu/repeated';
import { Deit } from '../models/deit';
import type { Teacher } from '../models/teacher';
import type { InferenceReport, InferenceRequest, InferenceSpeed } from './report';
import { timeGpu } from './timing';

/** Pictures of a forward pass, enough to fill a small student's programs and few enough for a large one's memory. */
const BATCH = 32;

/** What the measurement has besides the device. */
export interface InferencePlace {
  /** Null where there is none. */
  teacher: Teacher | null;
  /** Of the pictures that the teacher is asked about, [height, width, channels]. */
  pictures: readonly [number, number, number];
  maxBufferBytes: number;
}

/**
 * Images a second of captured forward passes, one after the other: of students of given shapes, with weights that are not trained
 * (their values cost no time), and of the teacher. Nothing else should run on the device meanwhile.
 *
 * @throws ProblemError `out-of-memory` when a student does not fit; the signal's reason when it is aborted
 */
export async function measureInference(
  { students }: InferenceRequest,
  { teacher, pictures, maxBufferBytes }: InferencePlace,
  { progress, signal }: TaskControl,
): Promise<Pick<InferenceReport, 'students' | 'teacher'>> {
  const all = students.length + Number(teacher !== null);
  const measured: Record<string, InferenceSpeed> = {};
  for (const [i, { id, shape, data }] of students.entries()) {
    progress(i / all, `Student ${i + 1} of ${students.length}`);
    if (widestBytes(shape, data, BATCH) > maxBufferBytes) throw tooLarge(shape);
    const student = new Deit(shape, data, 0);
    const side = shape.imageSize;
    try {
      measured[id] = await speedOf([side, side, data.channels], (images) => student.forward(images).cls, signal);
    } finally {
      student.dispose();
    }
  }
  if (!teacher) return { students: measured, teacher: null };
  progress(students.length / all, 'The teacher');
  return { students: measured, teacher: await speedOf(pictures, (images) => teacher.logits(images), signal) };
}

async function speedOf(
  picture: readonly [number, number, number],
  forward: (images: tf.Tensor) => tf.Tensor,
  signal: AbortSignal,
): Promise<InferenceSpeed> {
  const images = tf.keep(tf.randomNormal([BATCH, ...picture], 0, 1, 'float32', 1));
  const program = new Repeated(() => tf.tidy(() => ({ logits: forward(images) })));
  try {
    const time = await timeGpu(() => void program.run(), signal);
    return { batch: BATCH, time, imagesPerSecond: (1000 * BATCH) / time.median };
  } finally {
    program.dispose();
    images.dispose();
  }
}

function tooLarge({ imageSize, patchSize, dim }: StudentShape): ProblemError {
  return new ProblemError(
    'out-of-memory',
    `A student of width ${dim} at ${imageSize} px in patches of ${patchSize} px needs more graphics memory for ${BATCH} pictures than this device gives.`,
    {
      kept: 'What was measured before stays.',
      remedy: 'Measure without it: open other trials, or take a smaller student.',
    },
  );
}
