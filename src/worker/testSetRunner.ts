import type { ImageDataset, TaskControl } from '../engine/data/dataset';
import { makeTestSet, testSetsOf } from '../engine/data/testSets';
import type { GpuDevice } from '../engine/gpu/device';
import type { Teacher } from '../engine/models/teacher';
import { evaluationImages } from '../engine/train/evaluation';
import type { Run } from '../engine/train/run';
import { evaluateTestSets } from '../engine/train/testSetEvaluation';
import { ProblemError } from '../experiment/problem';
import type { OtherTests, TestSetExample } from './protocol';
import { toRgba } from './views';

const IMAGES = 2000;
const SLOW_IMAGES = 200;

/** How many pictures of each test set are used. @param slow whether the adapter is software, or there is no WebGPU */
export function picturesFor(slow: boolean): number {
  return slow ? SLOW_IMAGES : IMAGES;
}

/** What the current run is trained with. */
export interface TestSetContext {
  dataset: ImageDataset;
  teacher: Teacher | null;
  /** Null without WebGPU. */
  gpu: GpuDevice | null;
}

/** Measures the student on other test sets. */
export class TestSetRunner {
  #stop = new AbortController();
  #measuring: Promise<unknown> = Promise.resolve();

  /** @throws ProblemError `device-lost`, `cancelled` */
  measure(run: Run, context: TestSetContext, { progress, signal }: TaskControl): Promise<OtherTests> {
    const control = { progress, signal: AbortSignal.any([signal, this.#stop.signal]) };
    const answer = this.#measured(run, context, control);
    this.#measuring = Promise.allSettled([this.#measuring, answer]);
    return answer;
  }

  /** Cancels what is being measured. Call before teacher and data set are disposed. */
  async stop(): Promise<void> {
    this.#stop.abort(new ProblemError('cancelled', 'Cancelled.'));
    this.#stop = new AbortController();
    await this.#measuring;
  }

  async #measured(run: Run, { dataset, teacher, gpu }: TestSetContext, control: TaskControl): Promise<OtherTests> {
    const checkpoint = await run.checkpoint();
    const images = picturesFor(gpu?.software ?? true);
    const results = await evaluateTestSets({
      ...{ run: checkpoint, dataset, teacher, images, control },
      ...(gpu ? { lost: gpu.device.lost } : {}),
    });
    const examples = await examplesOf(dataset, control);
    return { step: checkpoint.step, testCount: dataset.test.count, results, examples };
  }
}

/** One picture of the test split as each test set changes it. */
async function examplesOf(dataset: ImageDataset, { signal }: TaskControl): Promise<TestSetExample[]> {
  const { height, width, channels, classes, test } = dataset;
  const [number] = evaluationImages(test.count, 1);
  const silent: TaskControl = { signal, progress: () => undefined };
  return Promise.all(
    testSetsOf(dataset).map(async (set) => {
      const { images, labels } = await makeTestSet(set, dataset, [number!], silent);
      const rgba = toRgba(height * width, channels, (i) => images[i]!);
      const names = [...new Set(labels.map((list) => classes[list[0]!]!))];
      return { set, picture: { rgba, width, height }, labels: names };
    }),
  );
}
