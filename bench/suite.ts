import * as tf from '@tensorflow/tfjs-core';
import type { GpuDevice } from '../src/engine/gpu/device';
import { layersOf, measurePeaks } from '../src/engine/measure/measureGpu';
import { measureAgain } from '../src/engine/measure/peaks';
import type { GemmResult, Peaks, Timing } from '../src/engine/measure/report';
import { roofline, stepWork } from '../src/engine/measure/roofline';
import { timingOf } from '../src/engine/measure/statistics';
import { StepBench } from '../src/engine/measure/stepBench';
import { type Counts, countsOf, meter, peakBytesOf } from './meter';
import { type BenchModel, MODELS } from './models';
import { JaxJs, openJax } from './peers/jaxJs';
import type { Given, Peer, PeerName } from './peers/peer';
import { StockTfjs } from './peers/stockTfjs';

export interface SuiteOptions {
  peers: PeerName[];
  models: string[];
  /** Timed steps of each implementation. */
  rounds: number;
}

export interface PeerResult {
  imagesPerSecond: number;
  msPerStep: Timing;
  dispatches: number;
  submits: number;
  encodeMs: number;
  gpuBytes: number;
  /** At the first step, from the same weights. */
  firstLoss: number;
  lastLoss: number;
}

export interface ModelResult {
  model: string;
  about: string;
  batch: number;
  parameters: number;
  peaks: Peaks;
  ours: PeerResult | null;
  tfjs: PeerResult | null;
  jaxjs: PeerResult | null;
  /**
   * `bestGflops`: of the best products, timed again in every round like the steps; its median. `firstGflops`: the best of them all as
   * it was measured before the first step, on a machine that was at rest.
   */
  gemm: { bestGflops: number; share: number; firstGflops: number; all: GemmResult[] };
  /** Images a second of ours over theirs. */
  ratios: { tfjs: number | null; jaxjs: number | null };
  rooflineMs: number;
  /** Largest difference of the first losses, relative. */
  lossDifference: number;
  rounds: number;
}

/** Products that are timed again in every round. */
const BEST_PRODUCTS = 3;
/** float32 in another order of sums. */
const LOSS_TOLERANCE = 1e-4;
const ENDLESS = new AbortController().signal;

/** Runs every implementation on the same adapter, taking turns step by step. */
export async function runSuite(
  gpu: GpuDevice,
  options: SuiteOptions,
  log: (line: string) => void,
): Promise<ModelResult[]> {
  if (options.peers.includes('jaxjs')) await openJax();
  const results: ModelResult[] = [];
  for (const model of MODELS.filter(({ id }) => options.models.includes(id))) {
    results.push(await runModel(gpu, model, options, log));
  }
  return results;
}

async function runModel(
  { backend }: GpuDevice,
  { id, about, config, data }: BenchModel,
  { peers, rounds }: SuiteOptions,
  log: (line: string) => void,
): Promise<ModelResult> {
  log(`\n${id}: ${about}`);
  tf.setBackend('webgpu');
  const control = { progress: (_: number, label: string) => log(`  ${label}`), signal: ENDLESS };
  log('  Matrix products');
  const { peaks, gemm } = await measurePeaks(backend, layersOf(config), control);

  const running = new Map<
    PeerName,
    { peer: Peer; total: number[]; encode: number[]; losses: number[]; counts: Pick<Counts, 'dispatches' | 'submits'> }
  >();
  const start = (name: PeerName, make: () => Peer) => {
    meter(name + id);
    running.set(name, { peer: make(), total: [], encode: [], losses: [], counts: { dispatches: 0, submits: 0 } });
  };
  meter(`ours${id}`);
  const ours = new StepBench(backend, config, data);
  const initial = await ours.trainer.student.parameters.toArrays();
  const shapes = ours.trainer.student.parameters.shapes;
  start('ours', () => inBackend(ours));
  log('  first steps');
  await turn('ours');
  const given: Given = {
    config,
    ...data,
    images: await ours.images(),
    labels: [...ours.firstBatch].map((index) => ours.dataset.train.labels[index]!),
    teacherLogits: ours.teacherLogits!,
    weights: new Map([...initial].map(([name, values]) => [name, { values, shape: shapes.get(name)! }])),
  };
  if (peers.includes('tfjs')) start('tfjs', () => new StockTfjs(given));
  if (peers.includes('jaxjs')) start('jaxjs', () => new JaxJs(given));
  for (const name of running.keys()) if (name !== 'ours') await turn(name);
  const first = [...running].map(([name, { losses }]) => ({ name, loss: losses[0]! }));
  const lossDifference = Math.max(...first.map(({ loss }) => Math.abs(loss / first[0]!.loss - 1)));
  log(`  loss of the first step: ${first.map(({ name, loss }) => `${name} ${loss.toFixed(6)}`).join(', ')}`);
  if (!(lossDifference <= LOSS_TOLERANCE)) throw new Error(`${id}: the implementations do not compute the same loss.`);

  const best: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    for (const name of running.keys()) await turn(name);
    if (round > 0) best.push(await bestNow());
    if (round > 0)
      log(
        `  round ${round} of ${rounds}: ${[...running].map(([name, { total }]) => `${name} ${total.at(-1)!.toFixed(0)} ms`).join(', ')}`,
      );
    // The turn before the first round warms up.
    else for (const { total, encode } of running.values()) [total.length, encode.length] = [0, 0];
  }

  const resultOf = (name: PeerName): PeerResult | null => {
    const run = running.get(name);
    if (!run) return null;
    const msPerStep = timingOf(run.total);
    return {
      imagesPerSecond: (1000 * config.batchSize) / msPerStep.median,
      msPerStep,
      ...run.counts,
      encodeMs: timingOf(run.encode).median,
      gpuBytes: peakBytesOf(name + id),
      firstLoss: run.losses[0]!,
      lastLoss: run.losses.at(-1)!,
    };
  };
  const [our, stock, jax] = [resultOf('ours')!, resultOf('tfjs'), resultOf('jaxjs')];
  const work = stepWork(config, data, config.batchSize, { fixed: our.dispatches, perBlock: 0 });
  const gflops = work.flop / (our.msPerStep.median * 1e6);
  const bestGflops = timingOf(best).median;
  const parameters = ours.trainer.student.parameters.count;
  for (const { peer } of running.values()) peer.dispose();
  return {
    model: id,
    about,
    batch: config.batchSize,
    parameters,
    peaks,
    ours: our,
    tfjs: stock,
    jaxjs: jax,
    gemm: { bestGflops, share: gflops / bestGflops, firstGflops: peaks.gflops, all: gemm },
    ratios: {
      tfjs: stock && our.imagesPerSecond / stock.imagesPerSecond,
      jaxjs: jax && our.imagesPerSecond / jax.imagesPerSecond,
    },
    rooflineMs: roofline(work, peaks).ms,
    lossDifference,
    rounds,
  };

  async function bestNow(): Promise<number> {
    tf.setBackend('webgpu');
    meter(`gemm${id}`);
    let best = 0;
    for (const product of gemm.slice(0, BEST_PRODUCTS))
      best = Math.max(best, (await measureAgain(backend, product, ENDLESS)).gflops);
    return best;
  }

  /** One step of one implementation, to its loss. The JavaScript time is that until the last work is submitted. */
  async function turn(name: PeerName): Promise<void> {
    const run = running.get(name)!;
    meter(name + id);
    const before = countsOf(name + id);
    const start = performance.now();
    run.peer.step();
    run.losses.push(await run.peer.loss());
    run.total.push(performance.now() - start);
    const { dispatches, submits, lastSubmit } = countsOf(name + id);
    run.encode.push(lastSubmit - start);
    run.counts = { dispatches: dispatches - before.dispatches, submits: submits - before.submits };
  }
}

/** Ours, with tfjs's current backend set as its turn comes. */
function inBackend(bench: StepBench): Peer {
  return {
    step() {
      tf.setBackend('webgpu');
      bench.step();
    },
    loss: () => bench.loss(),
    dispose() {
      tf.setBackend('webgpu');
      bench.dispose();
    },
  };
}
