import type { ExperimentConfig } from '../../experiment/config';
import { teacherRecipe } from '../../experiment/teacherRecipe';
import type { ImageDataset, TaskControl } from '../data/dataset';
import type { FetchLike } from '../data/remote';
import type { Teacher } from '../models/teacher';
import { architectureOf, teacherNetwork } from '../models/teachers';
import type { TeacherCurvePoint } from '../train/teacherTrainer';
import { TrainedTeacher } from '../train/trainedTeacher';
import { trainTeacher } from '../train/trainTeacher';
import { fetchTeacher } from './teacherFile';

/** What is known of a teacher, as plain data. */
export interface TeacherInfo extends Pick<Teacher, 'name' | 'parameters' | 'macs'> {
  /** Top-1 on the test split, 0…1. */
  testAccuracy: number;
  source: 'pretrained' | 'trained here';
  /** Duration of its training, here or elsewhere. */
  seconds: number;
}

/** Tells teachers apart, so that no interrupted training continues with another one. */
export function teacherIdentity({ name, testAccuracy }: Pick<TeacherInfo, 'name' | 'testAccuracy'>): string {
  return `${name}, ${testAccuracy}`;
}

export interface PreparedTeacher {
  /** The caller disposes it. */
  teacher: Teacher;
  info: TeacherInfo;
}

/** One point of the curve of a teacher that is trained here. */
export interface TeacherPoint extends TeacherCurvePoint {
  totalSteps: number;
}

/** A teacher that was trained here. It is not on the device, so a new device or another student need not train it again. */
interface TrainedWeights {
  weights: Map<string, Float32Array>;
  testAccuracy: number;
  seconds: number;
}

/** Enough for a sweep over the kinds of teacher and the teacher of the page. */
const MAX_TRAINED = 8;

/** Provides the teacher of an experiment: shipped weights, or trained here before the student starts. */
export class TeacherProvider {
  readonly #baseUrl: string;
  readonly #fetch: FetchLike;
  /** The latest, by what they were trained from. */
  readonly #trained = new Map<string, TrainedWeights>();

  /** @param baseUrl folder of the shipped teachers, ending in a slash */
  constructor(baseUrl: string, fetch: FetchLike) {
    this.#baseUrl = baseUrl;
    this.#fetch = fetch;
  }

  /**
   * @param onCurve receives the curve while a teacher is trained
   * @returns null if the experiment has no teacher
   * @throws ProblemError `not-found` if no weights are shipped for this data; the control's reason when cancelled
   */
  async prepare(
    config: ExperimentConfig,
    dataset: ImageDataset,
    control: TaskControl,
    onCurve: (points: TeacherPoint[]) => void = () => undefined,
  ): Promise<PreparedTeacher | null> {
    if (config.teacher === 'none') return null;
    if (config.teacher === 'train') return this.#train(config, dataset, control, onCurve);
    const { teacher, provenance } = await fetchTeacher(
      dataset,
      config.teacherFamily,
      this.#baseUrl,
      this.#fetch,
      control.signal,
    );
    const { testAccuracy, durationSeconds } = provenance;
    return prepared(teacher, { testAccuracy, source: 'pretrained', seconds: durationSeconds });
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
      if (this.#trained.size > MAX_TRAINED) this.#trained.delete(this.#trained.keys().next().value!);
    }
    const data = { channels: dataset.channels, classes: dataset.classes.length };
    const model = teacherNetwork(architectureOf(recipe, data, dataset.height), seed);
    model.parameters.load(trained.weights);
    const teacher = new TrainedTeacher(model, dataset.height);
    model.dispose();
    const { testAccuracy, seconds } = trained;
    return prepared(teacher, { testAccuracy, source: 'trained here', seconds });
  }
}

function prepared(teacher: Teacher, facts: Pick<TeacherInfo, 'testAccuracy' | 'source' | 'seconds'>): PreparedTeacher {
  const { name, parameters, macs } = teacher;
  return { teacher, info: { name, parameters, macs, ...facts } };
}
