import type { TaskControl } from '../src/engine/data/dataset';
import { openGpu } from '../src/engine/gpu/device';
import { layersOf, measurePeaks } from '../src/engine/measure/measureGpu';
import type { Peaks, Timing } from '../src/engine/measure/report';
import { stepWork } from '../src/engine/measure/roofline';
import { timingOf } from '../src/engine/measure/statistics';
import { Counters } from './counters';
import { jaxjs } from './peers/jaxjs';
import { ours } from './peers/ours';
import { stockTfjs } from './peers/tfjs';
import { modelOf, type Peer, type PeerName, type Workload } from './workload';

export interface BenchOptions {
  models: string[];
  peers: PeerName[];
  /** Timings of each peer that count. */
  rounds: number;
}

/** What one library takes for a step. */
export interface PeerResult {
  imagesPerSecond: number;
  msPerStep: Timing;
  encodeMs: Timing;
  dispatches: number;
  submits: number;
  /** Most bytes of GPU buffers that were alive at once during a step. */
  gpuBytes: number;
  /** At the same weights and batch: all must agree. */
  firstLoss: number;
}

export interface ModelResult {
  model: string;
  batch: number;
  results: Partial<Record<PeerName, PeerResult>>;
  gemm: { bestGflops: number; share: number };
  /** Images a second of ours by those of the other. */
  ratios: { tfjs: number | null; jaxjs: number | null };
}

export interface BenchResult {
  adapter: string;
  peaks: Peaks;
  models: ModelResult[];
}

const counters = new Counters();
let counting = false;
/** Losses at the first step may differ by float32 rounding, no more. */
const SAME_LOSS = 1e-4;
const QUIET: TaskControl = { progress: () => undefined, signal: new AbortController().signal };

/** Runs the same training step by every peer in turn, on the same adapter. */
export async function runBench(options: BenchOptions, say: (line: string) => void): Promise<BenchResult> {
  if (!counting) counters.install();
  counting = true;
  const { backend, adapterName } = await openGpu();
  say(`${adapterName}: measuring peaks`);
  const layers = options.models.flatMap((id) => layersOf(modelOf(id).config));
  const { peaks } = await measurePeaks(backend, layers, QUIET);
  const models: ModelResult[] = [];
  for (const id of options.models) models.push(await runModel(id, options, peaks, say));
  return { adapter: adapterName, peaks, models };
}

async function runModel(
  id: string,
  { peers, rounds }: BenchOptions,
  peaks: Peaks,
  say: (line: string) => void,
): Promise<ModelResult> {
  counters.startOwner();
  const { peer, workload } = await ours(id);
  const runs = [new PeerRun(peer)];
  await runs[0]!.warmUp();
  for (const name of peers) {
    if (name === 'ours') continue;
    counters.startOwner();
    const run = new PeerRun(await OTHERS[name](workload));
    await run.warmUp();
    runs.push(run);
  }
  const losses = runs.map((run) => run.firstLoss);
  say(`${id}: loss of the first step ${runs.map((run, i) => `${run.peer.name} ${losses[i]!.toFixed(6)}`).join(', ')}`);
  if (losses.some((loss) => !(Math.abs(loss - losses[0]!) < SAME_LOSS)))
    throw new Error(`The peers do not compute the same loss: ${losses.join(', ')}.`);
  for (let round = 0; round < rounds; round++) {
    for (const run of runs) await run.measure();
    say(
      `${id}: round ${round + 1} of ${rounds}: ${runs.map((run) => `${run.peer.name} ${run.lastMs.toFixed(1)} ms`).join(', ')}`,
    );
  }
  const { batchSize } = workload.config;
  const results: Partial<Record<PeerName, PeerResult>> = {};
  for (const run of runs) results[run.peer.name] = run.result(batchSize);
  for (const run of runs) run.peer.dispose();
  const rate = results.ours!.imagesPerSecond;
  const ratio = (name: PeerName) => (results[name] ? rate / results[name].imagesPerSecond : null);
  const { flop } = stepWork(workload.config, workload.data, 1, { fixed: 0, perBlock: 0 });
  const gflops = (flop * rate) / 1e9;
  return {
    model: id,
    batch: batchSize,
    results,
    gemm: { bestGflops: peaks.gflops, share: gflops / peaks.gflops },
    ratios: { tfjs: ratio('tfjs'), jaxjs: ratio('jaxjs') },
  };
}

const OTHERS: Record<Exclude<PeerName, 'ours'>, (workload: Workload) => Promise<Peer>> = {
  tfjs: stockTfjs,
  jaxjs,
};

/** One peer's timings and counts. */
class PeerRun {
  readonly peer: Peer;
  firstLoss = Number.NaN;
  lastMs = Number.NaN;
  readonly #times: number[] = [];
  readonly #encodes: number[] = [];
  #counts = counters.counts;

  constructor(peer: Peer) {
    this.peer = peer;
  }

  /** The first step compiles, the second finds everything there; the third is counted. */
  async warmUp(): Promise<void> {
    this.firstLoss = (await this.peer.step()).loss;
    await this.peer.step();
    counters.reset();
    await this.peer.step();
    this.#counts = counters.counts;
  }

  async measure(): Promise<void> {
    const start = performance.now();
    const { encodeMs } = await this.peer.step();
    this.lastMs = performance.now() - start;
    this.#times.push(this.lastMs);
    this.#encodes.push(encodeMs);
  }

  result(batch: number): PeerResult {
    const msPerStep = timingOf(this.#times);
    const { dispatches, submits, peakBytes } = this.#counts;
    return {
      imagesPerSecond: (1000 * batch) / msPerStep.median,
      msPerStep,
      encodeMs: timingOf(this.#encodes),
      dispatches,
      submits,
      gpuBytes: peakBytes,
      firstLoss: this.firstLoss,
    };
  }
}
