import type { ImageDataset, Split } from '../src/engine/data/dataset';
import { median } from '../src/engine/measure/statistics';
import { architectureOf, teacherNetwork } from '../src/engine/models/teachers';
import { Run } from '../src/engine/train/run';
import { TrainedTeacher } from '../src/engine/train/trainedTeacher';
import { RandomStream } from '../src/experiment/random';
import { teacherRecipe } from '../src/experiment/teacherRecipe';
import type { Section } from './lab';
import { type BenchModel, MODELS } from './models';
import { short } from './print';

/** Pictures whose attention is shown while a run goes on. */
const PROBES = 8;
/** Of training before a measurement, and of the measurement. */
const WARM_UP_MS = 2000;
const MEASURED_MS = 8000;
/** Steps of an epoch: with evaluations as far apart as they get. */
const EPOCH_STEPS = 200;

const [SMALL] = MODELS;
/** With a batch that is no larger than two times the watched pictures, where these weigh most, and with its own. */
const STUDENTS: readonly BenchModel[] = [16, 64].map((batchSize) => ({
  ...SMALL!,
  id: `small, batch ${batchSize}`,
  config: { ...SMALL!.config, batchSize },
}));

/**
 * What it costs a run at full speed to show the attention of its test pictures, taking turns with the same run without.
 * Which comes first changes from round to round, so that a machine that slows down favours neither.
 */
export async function watching(rounds: number, log: (line: string) => void): Promise<Section> {
  const rows = [
    ['model', 'images/s unwatched', 'images/s watched', 'watched / unwatched by round', 'median', 'looks/s'],
  ];
  for (const model of STUDENTS) {
    const { config, data } = model;
    const dataset = noise(model);
    const recipe = teacherRecipe('mnist');
    const network = teacherNetwork(architectureOf(recipe, data, config.imageSize), 1);
    const teacher = new TrainedTeacher(network, config.imageSize);
    network.dispose();
    let [looks, evaluations] = [0, 0];
    const nothing = () => undefined;
    const run = new Run({ ...config, epochs: 1000 }, dataset, teacher, {
      metrics: nothing,
      evaluation: () => evaluations++,
      batch: nothing,
      attention: () => looks++,
      snapshot: nothing,
      progress: nothing,
    });
    run.evaluationImages = dataset.test.count;
    await run.start();
    const chosen = Array.from({ length: PROBES }, (_, i) => i);
    const speeds: { unwatched: number; watched: number; looks: number }[] = [];
    const measure = async (probes: readonly number[]) => {
      await run.probes.choose(probes);
      for (;;) {
        const before = { looks, evaluations };
        const speed = await imagesPerSecond(run);
        // An evaluation takes as long as some steps, and falls into some measurements only.
        if (evaluations === before.evaluations)
          return { speed, looks: (1000 * (looks - before.looks)) / (WARM_UP_MS + MEASURED_MS) };
      }
    };
    for (let round = 0; round < rounds; round++) {
      const first = await measure(round % 2 === 0 ? [] : chosen);
      const second = await measure(round % 2 === 0 ? chosen : []);
      const [without, with_] = round % 2 === 0 ? [first, second] : [second, first];
      speeds.push({ unwatched: without.speed, watched: with_.speed, looks: with_.looks });
      log(`${model.id}, round ${round + 1}: ${short(without.speed)} images/s unwatched, ${short(with_.speed)} watched`);
    }
    run.dispose();
    teacher.dispose();
    const ratios = speeds.map(({ watched, unwatched }) => watched / unwatched);
    rows.push([
      model.id,
      short(median(speeds.map(({ unwatched }) => unwatched))),
      short(median(speeds.map(({ watched }) => watched))),
      ratios.map((ratio) => ratio.toFixed(3)).join(' '),
      median(ratios).toFixed(3),
      short(median(speeds.map(({ looks }) => looks))),
    ]);
  }
  return { title: `A run whose ${PROBES} test pictures are looked into, beside one without`, rows };
}

async function imagesPerSecond(run: Run): Promise<number> {
  const playing = run.play();
  await pause(WARM_UP_MS);
  const from = await nextStep(run);
  await pause(MEASURED_MS);
  const to = await nextStep(run);
  await run.pause();
  await playing;
  return (1000 * (to.step - from.step) * run.trainer.batch) / (to.at - from.at);
}

/** The moment at which a step begins: a fixed time holds no whole number of slow steps. */
async function nextStep({ trainer }: Run): Promise<{ step: number; at: number }> {
  const before = trainer.step;
  while (trainer.step === before) await pause(1);
  return { step: trainer.step, at: performance.now() };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Pictures of noise: what they show makes no step faster. */
function noise({ config: { imageSize, batchSize }, data }: BenchModel): ImageDataset {
  const random = new RandomStream(1, 'bench noise');
  const split = (count: number): Split => ({
    count,
    images: Uint8Array.from({ length: count * imageSize ** 2 * data.channels }, (_, i) => random.integer(256, 0, i)),
    labels: Uint16Array.from({ length: count }, (_, i) => i % data.classes),
  });
  return {
    about: { id: 'own', name: 'noise', summary: '', provenance: 'generated', licence: 'none' },
    classes: Array.from({ length: data.classes }, (_, i) => String(i)),
    height: imageSize,
    width: imageSize,
    channels: data.channels as 1 | 3,
    train: split(EPOCH_STEPS * batchSize),
    test: split(64),
    mean: Array.from({ length: data.channels }, () => 0.5),
    std: Array.from({ length: data.channels }, () => 0.3),
    fingerprint: 'bench noise',
    notes: [],
  };
}
