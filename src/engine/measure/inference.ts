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

/** Images of a forward pass: enough to occupy the GPU with a small student, few enough for a large student's memory. */
const BATCH = 32;

/** What the measurement needs in addition to the request. */
export interface InferenceContext {
  /** Null without a teacher. */
  teacher: Teacher | null;
  /** Shape of the teacher's input, [height, width, channels]. */
  pictures: readonly [number, number, number];
  /** Largest buffer that the device can bind. */
  maxBufferBytes: number;
}

/**
 * Measures images per second of captured forward passes: of students of the given shapes, with untrained weights (values do not
 * affect the time), and of the teacher. Nothing else should use the device during the measurement.
 *
 * @throws ProblemError `out-of-memory` if a student does not fit; the signal's reason if aborted
 */
export async function measureInference(
  { students }: InferenceRequest,
  { teacher, pictures, maxBufferBytes }: InferenceContext,
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
    `A student of width ${dim} at ${imageSize} px in patches of ${patchSize} px needs more graphics memory for ${BATCH} images than this device offers.`,
    {
      kept: 'Earlier measurements are kept.',
      remedy: 'Measure without this student: open other trials, or choose a smaller student.',
    },
  );
}
