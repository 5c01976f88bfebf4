import { gpuDone, nextTask, now, sleep } from './pacing';
import { ReadbackPace } from './readbackPace';
import type { StepMetrics } from './stepMetrics';
import { Throughput } from './throughput';

/** Steps that may be in flight on the GPU. Few, so that Pause takes effect at once. */
const IN_FLIGHT = 2;
/** Milliseconds between two snapshots. */
const SNAPSHOT_EVERY = 5000;
/** A snapshot takes at most this share of the time, however large the model. */
const SNAPSHOT_SHARE = 0.05;

/** What a user may change while the loop runs. */
export interface LoopSettings {
  /** Null is full speed. */
  stepsPerSecond: number | null;
  /** Milliseconds between two reports of the steps' metrics. */
  metricsEvery: number;
  /** Milliseconds between two readbacks of batch and probes; the loop waits longer if a readback costs too much. */
  readbackEvery: number;
}

/** The parts of a run that the loop calls. */
export interface LoopedRun {
  readonly settings: Readonly<LoopSettings>;
  readonly metrics: Pick<StepMetrics, 'read' | 'urgent'>;
  /** Images of one step. */
  readonly batch: number;
  /** False once the run is paused or finished. */
  continues(): boolean;
  /** Whether the moment of the current step is saved, which needs a readback. */
  momentDue(): boolean;
  evaluationDue(): boolean;
  step(): void;
  /** @throws ProblemError `non-finite` */
  throwIfBroken(): void;
  /** Images per second over the last seconds, after every step. */
  speed(imagesPerSecond: number): void;
  progress(): void;
  readBack(): Promise<void>;
  takeSnapshot(): Promise<void>;
  evaluate(): Promise<unknown>;
}

/** Trains step by step until the run stops, and decides when metrics, readbacks, snapshots and evaluations are due. */
export async function runLoop(run: LoopedRun): Promise<void> {
  const { settings, metrics } = run;
  const inFlight: Promise<unknown>[] = [];
  const clock = new Throughput();
  const pace = new ReadbackPace();
  let metricsAt = 0;
  let readBackAt = 0;
  let readbackPause = settings.readbackEvery;
  let snapshotAt = now() + SNAPSHOT_EVERY;
  while (run.continues()) {
    const begun = now();
    run.step();
    inFlight.push(gpuDone());
    if (inFlight.length >= IN_FLIGHT) await inFlight.shift();
    clock.count(run.batch);
    run.speed(clock.perSecond);

    const time = now();
    if (time - metricsAt > settings.metricsEvery || metrics.urgent) {
      metricsAt = time;
      // Usually not awaited: the metrics arrive during the next steps. Only a ring that is about to overflow has to wait.
      const reading = metrics.read();
      if (metrics.urgent) await reading;
      else reading.catch(() => undefined);
      run.progress();
    }
    run.throwIfBroken();
    // A saved moment is a readback like any other and postpones the next one.
    if (run.momentDue() || time - readBackAt > readbackPause) {
      await Promise.all(inFlight.splice(0));
      const alone = now();
      await run.readBack();
      readBackAt = now();
      const pause = pace.pauseAfter(readBackAt - alone, settings.readbackEvery);
      // Slow motion leaves enough time.
      readbackPause = settings.stepsPerSecond === null ? pause : settings.readbackEvery;
    }
    if (time > snapshotAt) {
      await run.takeSnapshot();
      snapshotAt = now() + Math.max(SNAPSHOT_EVERY, (now() - time) / SNAPSHOT_SHARE);
      clock.skip();
    }
    if (run.evaluationDue()) {
      await run.evaluate();
      clock.skip();
    }
    if (settings.stepsPerSecond === null) await nextTask();
    else await slowMotion(run, 1000 / settings.stepsPerSecond - (now() - begun));
  }
}

/** Waits in short pieces, so that Pause and a change of speed take effect at once. */
async function slowMotion(run: LoopedRun, milliseconds: number): Promise<void> {
  const until = now() + milliseconds;
  while (run.continues() && now() < until && run.settings.stepsPerSecond !== null)
    await sleep(Math.min(50, Math.max(0, until - now())));
  await nextTask();
}
