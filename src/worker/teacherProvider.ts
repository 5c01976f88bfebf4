import type { ImageDataset, TaskControl } from '../engine/data/dataset';
import { fetchTeacher } from '../engine/io/teacherFile';
import type { Teacher } from '../engine/models/teacher';
import { architectureOf, teacherNetwork } from '../engine/models/teachers';
import { TrainedTeacher } from '../engine/train/trainedTeacher';
import { trainTeacher } from '../engine/train/trainTeacher';
import type { ExperimentConfig } from '../experiment/config';
import { teacherRecipe } from '../experiment/teacherRecipe';
import type { TeacherInfo, TeacherPoint } from './protocol';

export interface PreparedTeacher {
  teacher: Teacher;
  info: TeacherInfo;
}

/** A teacher that was trained here, kept outside the device so that a new device or another student need not wait again. */
interface Trained {
  weights: Map<string, Float32Array>;
  testAccuracy: number;
  seconds: number;
}

/** Teachers that are kept: those of a sweep over their kinds, and the page's own. */
const MAX_TRAINED = 8;

/** Where teachers come from: shipped weights, or trained here before the student starts. */
export class TeacherProvider {
  readonly #baseUrl: string;
  /** The latest, by what they were trained from: trials need others than the run of the page. */
  readonly #trained = new Map<string, Trained>();

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  /**
   * @param onCurve is told how one is trained
   * @returns null where the experiment has no teacher
   * @throws ProblemError `not-found` when no weights are shipped for this data; the control's reason when cancelled
   */
  async prepare(
    config: ExperimentConfig,
    dataset: ImageDataset,
    control: TaskControl,
    onCurve: (points: TeacherPoint[]) => void = () => undefined,
  ): Promise<PreparedTeacher | null> {
    if (config.teacher === 'none') return null;
    if (config.teacher === 'train') return this.#train(config, dataset, control, onCurve);
    const base = new URL('teachers/', this.#baseUrl).href;
    const get = (url: string, init?: RequestInit) => fetch(url, init);
    const { teacher, provenance } = await fetchTeacher(dataset, config.teacherFamily, base, get, control.signal);
    const { testAccuracy, durationSeconds: seconds } = provenance;
    return {
      teacher,
      info: {
        name: teacher.name,
        parameters: teacher.parameters,
        macs: teacher.macs,
        testAccuracy,
        source: 'pretrained',
        seconds,
      },
    };
  }

  async #train(
    config: ExperimentConfig,
    dataset: ImageDataset,
    control: TaskControl,
    onCurve: (points: TeacherPoint[]) => void,
  ): Promise<PreparedTeacher> {
    const { teacherFamily: family, teacherWidth: width, teacherEpochs: epochs, seed } = config;
    const recipe = teacherRecipe(dataset.about.id, { family, width, epochs, seed });
    const key = `${dataset.fingerprint}/${family}/${width}/${epochs}/${seed}`;
    let trained = this.#trained.get(key);
    if (!trained) {
      const totalSteps =
        recipe.epochs * Math.floor(dataset.train.count / Math.min(recipe.batchSize, dataset.train.count));
      const begun = performance.now();
      const { model, testAccuracy } = await trainTeacher(recipe, dataset, control, (points) =>
        onCurve(points.map((point) => ({ ...point, totalSteps }))),
      );
      const weights = await model.parameters.toArrays();
      trained = { weights, testAccuracy, seconds: (performance.now() - begun) / 1000 };
      model.dispose();
      this.#trained.set(key, trained);
      // The oldest goes.
      if (this.#trained.size > MAX_TRAINED) this.#trained.delete(this.#trained.keys().next().value!);
    }
    const data = { channels: dataset.channels, classes: dataset.classes.length };
    const model = teacherNetwork(architectureOf(recipe, data, dataset.height), seed);
    model.parameters.load(trained.weights);
    const teacher = new TrainedTeacher(model, dataset.height);
    model.dispose();
    const { testAccuracy, seconds } = trained;
    return {
      teacher,
      info: {
        name: teacher.name,
        parameters: teacher.parameters,
        macs: teacher.macs,
        testAccuracy,
        source: 'trained here',
        seconds,
      },
    };
  }
}
