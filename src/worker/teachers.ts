import type { ImageDataset, TaskControl } from '../engine/data/dataset';
import { fetchTeacher } from '../engine/io/teacherFile';
import { architectureOf, teacherNetwork } from '../engine/models/teachers';
import type { ExperimentConfig } from '../engine/spec/experiment';
import type { Teacher } from '../engine/train/teacher';
import { teacherRecipe } from '../engine/train/teacherRecipe';
import { trainTeacher } from '../engine/train/teacherTrainer';
import { TrainedTeacher } from '../engine/train/trainedTeacher';
import type { TeacherInfo, TeacherPoint } from './protocol';

export interface PreparedTeacher {
  teacher: Teacher;
  info: TeacherInfo;
}

/** A teacher that was trained here, kept outside the device so that a new device or another student need not wait again. */
interface Trained {
  key: string;
  weights: Map<string, Float32Array>;
  testAccuracy: number;
}

/** Where teachers come from: shipped weights, or trained here before the student starts. */
export class TeacherRoom {
  readonly #baseUrl: string;
  readonly #onCurve: (points: TeacherPoint[]) => void;
  #trained: Trained | null = null;

  constructor(baseUrl: string, onCurve: (points: TeacherPoint[]) => void) {
    this.#baseUrl = baseUrl;
    this.#onCurve = onCurve;
  }

  /**
   * @returns null where the experiment has no teacher
   * @throws ProblemError `not-found` when no weights are shipped for this data; the control's reason when cancelled
   */
  async prepare(
    config: ExperimentConfig,
    dataset: ImageDataset,
    control: TaskControl,
  ): Promise<PreparedTeacher | null> {
    if (config.teacher === 'none') return null;
    if (config.teacher === 'train') return this.#train(config, dataset, control);
    const base = new URL('teachers/', this.#baseUrl).href;
    const { teacher, provenance } = await fetchTeacher(dataset, base, (url, init) => fetch(url, init), control.signal);
    const { testAccuracy } = provenance;
    return {
      teacher,
      info: {
        name: teacher.name,
        parameters: teacher.parameters,
        macs: teacher.macs,
        testAccuracy,
        source: 'pretrained',
      },
    };
  }

  async #train(config: ExperimentConfig, dataset: ImageDataset, control: TaskControl): Promise<PreparedTeacher> {
    const { teacherFamily: family, teacherWidth: width, teacherEpochs: epochs, seed } = config;
    const recipe = teacherRecipe(dataset.about.id, { family, width, epochs, seed });
    const key = `${dataset.fingerprint}/${family}/${width}/${epochs}/${seed}`;
    let trained = this.#trained;
    if (trained?.key !== key) {
      const totalSteps =
        recipe.epochs * Math.floor(dataset.train.count / Math.min(recipe.batchSize, dataset.train.count));
      const { model, testAccuracy } = await trainTeacher(recipe, dataset, control, (points) =>
        this.#onCurve(points.map((point) => ({ ...point, totalSteps }))),
      );
      trained = { key, weights: await model.parameters.toArrays(), testAccuracy };
      model.dispose();
      this.#trained = trained;
    }
    const data = { channels: dataset.channels, classes: dataset.classes.length };
    const model = teacherNetwork(architectureOf(recipe, data, dataset.height), seed);
    model.parameters.load(trained.weights);
    const teacher = new TrainedTeacher(model, dataset.height);
    model.dispose();
    const { testAccuracy } = trained;
    return {
      teacher,
      info: {
        name: teacher.name,
        parameters: teacher.parameters,
        macs: teacher.macs,
        testAccuracy,
        source: 'trained here',
      },
    };
  }
}
