import { readTensors } from '../gpu/readback';
import type { StepRecord, Trainer } from './trainer';

/** The first image of a batch with everything that its losses are computed from, read back from the GPU. */
export interface BatchReadback {
  record: StepRecord;
  /** The augmented image, normalised, [S, S, C]. */
  augmented: Float32Array;
  /** Logits, [classes]. `dist` is null without a second head, `teacher` without a teacher. */
  cls: Float32Array<ArrayBuffer>;
  dist: Float32Array<ArrayBuffer> | null;
  teacher: Float32Array<ArrayBuffer> | null;
  /** Loss terms of the whole batch, see TERM. */
  terms: Float32Array;
}

/** Reads back the first image of the last step's batch; null before the first step. */
export async function readBatch(trainer: Trainer): Promise<BatchReadback | null> {
  const record = trainer.last;
  if (!record) return null;
  const { images, cls, dist, teacher, terms } = trainer.outputs;
  const heads = [cls, ...(dist ? [dist] : []), ...(teacher ? [teacher] : [])];
  const counts = [images.size / trainer.batch, terms.size, ...heads.map(() => cls.shape[1]!)];
  const [augmented, values, ...logits] = await readTensors([images, terms, ...heads], counts);
  return {
    record,
    augmented: augmented!,
    terms: values!,
    cls: logits[0]!,
    dist: dist ? logits[1]! : null,
    teacher: teacher ? logits.at(-1)! : null,
  };
}
