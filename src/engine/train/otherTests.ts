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

const CHUNK = 100;
/** By teacher, then by test set and number of its pictures: neither changes, so a teacher is asked once. */
const teacherShares = new WeakMap<Teacher, Map<string, number>>();

export interface OtherTestsOptions {
  /** The student, as it was at some step: what becomes of its run meanwhile does not matter. */
  run: Pick<Checkpoint, 'config' | 'parameters' | 'moments'>;
  dataset: ImageDataset;
  /** Must not be disposed meanwhile. */
  teacher: Teacher | null;
  /** Pictures of each test set, at most. */
  images: number;
  control: TaskControl;
  /** Settles when the device is lost: nothing of it is touched any more. */
  lost?: Promise<unknown>;
}

/**
 * Asks student and teacher about every test set of the data set. All sets but the freshly drawn one are made of the same pictures:
 * a fixed random part of the test split, the one that evaluations take.
 *
 * @throws ProblemError `device-lost`; the control's reason when cancelled
 */
export async function measureOtherTests(options: OtherTestsOptions): Promise<TestSetResult[]> {
  const { dataset, images, control } = options;
  const pictures = evaluationImages(dataset.test.count, images);
  const examiner = new Examiner(options, pictures.length);
  let gone = false;
  const all = async () => {
    const sets = testSetsOf(dataset);
    const results: TestSetResult[] = [];
    for (const [i, set] of sets.entries()) {
      control.signal.throwIfAborted();
      control.progress(i / sets.length, `Test set: ${nameOf(set)}`);
      results.push(await examiner.ask(set, pictures));
    }
    return results;
  };
  try {
    return await unlessLost(all(), options.lost, () => {
      gone = true;
      return new ProblemError('device-lost', 'The graphics device was lost while the test sets were measured.', {
        kept: 'The run goes on from its last snapshot.',
        remedy: 'Measure again once it does.',
      });
    });
  } finally {
    if (!gone) examiner.dispose();
  }
}

function nameOf({ kind, strength }: TestSetId): string {
  return strength > 0 ? `${kind} ${strength}` : kind;
}

/** The student's answers to one batch, each [batch, classes]; null where there is no such head and no average. */
type Answers = {
  cls: tf.Tensor;
  dist: tf.Tensor | null;
  averagedCls: tf.Tensor | null;
  averagedDist: tf.Tensor | null;
};

/** Shows one test set after the other to the same captured programs. */
class Examiner {
  readonly #dataset: ImageDataset;
  readonly #control: TaskControl;
  readonly #student: Deit;
  readonly #averaged: Deit | null;
  readonly #images: ResidentImages;
  readonly #runner: SplitRunner<Answers>;
  readonly #teacher: SplitRunner<{ logits: tf.Tensor }> | null;
  readonly #teacherShares: Map<string, number>;

  constructor({ run, dataset, teacher, control }: OtherTestsOptions, count: number) {
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
    this.#teacherShares = (teacher && teacherShares.get(teacher)) ?? new Map();
    if (teacher) teacherShares.set(teacher, this.#teacherShares);
  }

  async ask(set: TestSetId, pictures: Uint32Array): Promise<TestSetResult> {
    const silent = { signal: this.#control.signal, progress: () => undefined };
    const { images, labels } = await makeTestSet(set, this.#dataset, pictures, silent);
    this.#images.replace(images);
    const all = pictures.map((_, i) => i);
    const { cls, dist, averagedCls, averagedDist } = await this.#runner.run(all);
    const name = `${nameOf(set)}, ${pictures.length}`;
    if (this.#teacher && !this.#teacherShares.has(name)) {
      const { logits } = await this.#teacher.run(all);
      this.#teacherShares.set(name, accuracyOf(logits!, ...labels));
    }
    return {
      set,
      accuracy: accuraciesOf(cls!, dist, ...labels).accuracy,
      averaged: averagedCls && accuraciesOf(averagedCls, averagedDist, ...labels).accuracy,
      teacher: this.#teacherShares.get(name) ?? null,
      images: pictures.length,
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

/** The moving average of the weights, which follows both moments of AdamW where it is kept. */
function averagesOf({ moments }: OtherTestsOptions['run'], student: Deit): Map<string, Float32Array> | null {
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
