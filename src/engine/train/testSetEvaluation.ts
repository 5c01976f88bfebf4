import * as tf from '@tensorflow/tfjs-core';
import { ProblemError } from '../../experiment/problem';
import type { TestSetId, TestSetResult } from '../../experiment/testSets';
import type { ImageDataset, TaskControl } from '../data/dataset';
import { makeTestSet, testSetsOf } from '../data/testSets';
import { unlessLost } from '../deviceLoss';
import { ResidentImages } from '../kernels/gatherBatch';
import { Deit } from '../models/deit';
import type { Teacher } from '../models/teacher';
import type { Checkpoint } from './checkpoint';
import { accuraciesOf, accuracyOf, evaluationImages, SplitRunner } from './evaluation';

/** Images of one forward pass. */
const CHUNK = 100;
/** A teacher's accuracy by test set and number of its images. Neither changes, so each is computed once. */
const teacherAccuracies = new WeakMap<Teacher, Map<string, number>>();

export interface TestSetOptions {
  /** The student at some step. Later changes of its run do not matter. */
  run: Pick<Checkpoint, 'config' | 'parameters' | 'moments'>;
  dataset: ImageDataset;
  /** Must not be disposed before the evaluation ends. */
  teacher: Teacher | null;
  /** Limit of the images of each test set. */
  images: number;
  control: TaskControl;
  /** Resolves if the device is lost. Nothing on the device is used after that. */
  lost?: Promise<unknown>;
}

/**
 * Evaluates student and teacher on every test set of the data set. All sets except the freshly drawn one are made from the same
 * images: the fixed random part of the test split that evaluations use.
 *
 * @throws ProblemError `device-lost`; the control's reason if cancelled
 */
export async function evaluateTestSets(options: TestSetOptions): Promise<TestSetResult[]> {
  const { dataset, images, control } = options;
  const indices = evaluationImages(dataset.test.count, images);
  const evaluator = new TestSetEvaluator(options, indices.length);
  let gone = false;
  const all = async () => {
    const sets = testSetsOf(dataset);
    const results: TestSetResult[] = [];
    for (const [i, set] of sets.entries()) {
      control.signal.throwIfAborted();
      control.progress(i / sets.length, `Test set: ${nameOf(set)}`);
      results.push(await evaluator.evaluate(set, indices));
    }
    return results;
  };
  try {
    return await unlessLost(all(), options.lost, () => {
      gone = true;
      return new ProblemError('device-lost', 'The graphics device was lost during the evaluation on test sets.', {
        kept: 'The run continues from its last snapshot.',
        remedy: 'Start the evaluation again after that.',
      });
    });
  } finally {
    if (!gone) evaluator.dispose();
  }
}

function nameOf({ kind, strength }: TestSetId): string {
  return strength > 0 ? `${kind} ${strength}` : kind;
}

/** The student's logits for one batch, each [batch, classes]; null without that head, or without a moving average. */
type StudentLogits = {
  cls: tf.Tensor;
  dist: tf.Tensor | null;
  averagedCls: tf.Tensor | null;
  averagedDist: tf.Tensor | null;
};

/** Runs one test set after the other through the same captured programs. */
class TestSetEvaluator {
  readonly #dataset: ImageDataset;
  readonly #control: TaskControl;
  readonly #student: Deit;
  readonly #averaged: Deit | null;
  readonly #images: ResidentImages;
  readonly #runner: SplitRunner<StudentLogits>;
  readonly #teacher: SplitRunner<{ logits: tf.Tensor }> | null;
  readonly #teacherAccuracies: Map<string, number>;

  constructor({ run, dataset, teacher, control }: TestSetOptions, count: number) {
    const { height, width, channels, mean, std, classes } = dataset;
    this.#dataset = dataset;
    this.#control = control;
    const data = { channels, classes: classes.length };
    this.#student = new Deit(run.config, data, (name) => run.parameters.get(name)!);
    const averages = averagesOf(run, this.#student);
    this.#averaged = averages && new Deit(run.config, data, (name) => averages.get(name)!);
    const about = { count, height, width, channels, mean, std };
    this.#images = new ResidentImages(new Uint8Array(count * height * width * channels), about);
    const { imageSize } = run.config;
    this.#runner = new SplitRunner(this.#images, CHUNK, imageSize, (batch) => {
      const heads = this.#student.forward(batch);
      const averaged = this.#averaged?.forward(batch);
      const kept = (tensor: tf.Tensor | null | undefined) => (tensor ? tf.keep(tensor) : null);
      return {
        cls: tf.keep(heads.cls),
        dist: kept(heads.dist),
        averagedCls: kept(averaged?.cls),
        averagedDist: kept(averaged?.dist),
      };
    });
    this.#teacher =
      teacher &&
      new SplitRunner(this.#images, CHUNK, imageSize, (batch) => ({ logits: tf.keep(teacher.logits(batch)) }));
    this.#teacherAccuracies = (teacher && teacherAccuracies.get(teacher)) ?? new Map();
    if (teacher) teacherAccuracies.set(teacher, this.#teacherAccuracies);
  }

  async evaluate(set: TestSetId, indices: Uint32Array): Promise<TestSetResult> {
    const silent = { signal: this.#control.signal, progress: () => undefined };
    const { images, labels } = await makeTestSet(set, this.#dataset, indices, silent);
    this.#images.replace(images);
    const all = indices.map((_, i) => i);
    const { cls, dist, averagedCls, averagedDist } = await this.#runner.run(all);
    const name = `${nameOf(set)}, ${indices.length}`;
    if (this.#teacher && !this.#teacherAccuracies.has(name)) {
      const { logits } = await this.#teacher.run(all);
      this.#teacherAccuracies.set(name, accuracyOf(logits!, ...labels));
    }
    return {
      set,
      accuracy: accuraciesOf(cls!, dist, ...labels).accuracy,
      averaged: averagedCls && accuraciesOf(averagedCls, averagedDist, ...labels).accuracy,
      teacher: this.#teacherAccuracies.get(name) ?? null,
      images: indices.length,
    };
  }

  dispose(): void {
    this.#runner.dispose();
    this.#teacher?.dispose();
    this.#images.dispose();
    this.#student.dispose();
    this.#averaged?.dispose();
  }
}

/** The moving average of the weights by name; null without one. It follows both moments in AdamW's state. */
function averagesOf({ moments }: TestSetOptions['run'], student: Deit): Map<string, Float32Array> | null {
  const { trainable, count } = student.parameters;
  if (moments.length !== 3 * count) return null;
  let end = 2 * count;
  return new Map(
    trainable.map(({ name, variable: { size } }) => {
      end += size;
      return [name, moments.subarray(end - size, end)];
    }),
  );
}
