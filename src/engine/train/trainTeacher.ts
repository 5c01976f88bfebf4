import { ProblemError } from '../../experiment/problem';
import type { TeacherRecipe } from '../../experiment/teacherRecipe';
import type { ImageDataset, TaskControl } from '../data/dataset';
import type { TeacherNetwork } from '../models/teacherNetwork';
import { type TeacherCheckpoint, type TeacherCurvePoint, TeacherTrainer } from './teacherTrainer';

/** Makes a long training resumable. */
export interface Resumable {
  /** Where to continue; null for a new training. */
  from: TeacherCheckpoint | null;
  /** Receives a checkpoint every SAVE_EVERY steps. */
  save(checkpoint: TeacherCheckpoint): Promise<void>;
}

/** Steps between two checkpoints. */
const SAVE_EVERY = 200;
/** Steps between two reads of the losses. Steps are submitted during a read, so the GPU never waits. */
const READ_EVERY = 4;

/**
 * Trains a teacher from start to end, with progress, a curve, and a test accuracy after each epoch.
 *
 * @param onCurve receives each point of the curve once
 * @param resumable where to start and where to save checkpoints, for a training that may be interrupted
 * @returns the trained network, which the caller disposes, and its top-1 accuracy on the test split, 0…1
 * @throws ProblemError `non-finite` if the loss becomes NaN; the control's reason if cancelled
 */
export async function trainTeacher(
  recipe: TeacherRecipe,
  dataset: ImageDataset,
  control: TaskControl,
  onCurve: (points: TeacherCurvePoint[]) => void,
  resumable?: Resumable,
): Promise<{ model: TeacherNetwork; testAccuracy: number }> {
  const trainer = new TeacherTrainer(recipe, dataset);
  let testAccuracy = 0;
  try {
    if (resumable?.from) trainer.restore(resumable.from);
    let reading: Promise<TeacherCurvePoint[]> = Promise.resolve([]);
    let reported = trainer.step;
    if (trainer.step === trainer.totalSteps) testAccuracy = await trainer.evaluate();
    while (trainer.step < trainer.totalSteps) {
      control.signal.throwIfAborted();
      trainer.run();
      const { step, stepsPerEpoch, totalSteps } = trainer;
      const epochEnds = step % stepsPerEpoch === 0;
      if (!epochEnds && step % READ_EVERY !== 0) continue;
      const next = trainer.losses(step - reported);
      reported = step;
      const points = await reading;
      reading = next;
      if (epochEnds) {
        testAccuracy = await trainer.evaluate();
        points.push(...(await reading));
        reading = Promise.resolve([]);
        points.push({ ...points.at(-1)!, testAccuracy });
      }
      if (points.some(({ loss }) => !Number.isFinite(loss))) {
        throw new ProblemError('non-finite', 'The teacher’s loss is NaN or infinite.', {
          remedy: 'Try another seed or a narrower teacher.',
        });
      }
      if (points.length > 0) onCurve(points);
      if (resumable && step % SAVE_EVERY === 0) await resumable.save(await trainer.checkpoint());
      control.progress(
        step / totalSteps,
        `Training the teacher: epoch ${Math.ceil(step / stepsPerEpoch)} of ${recipe.epochs}`,
      );
    }
    return { model: trainer.model, testAccuracy };
  } catch (error) {
    trainer.model.dispose();
    throw error;
  } finally {
    trainer.dispose();
  }
}
