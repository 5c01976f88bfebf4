/** The worker's entry: takes requests one at a time, answers each, sends events. */
import { ProblemError, problemOf } from '../experiment/problem';
import { ModelLoader } from './modelLoader';
import { readOwnPicture } from './ownPicture';
import type { Answer, RequestKind, RequestMessage, Started, WorkerMessage } from './protocol';
import { RunFiles } from './runFiles';
import { buffersOf } from './views';
import { WorkerSession } from './workerSession';

/** Held for the worker's life; see `lifeLock` in the protocol. */
const LIFE_LOCK = `training-${crypto.randomUUID()}`;

const training = new WorkerSession((event) => send({ type: 'event', event }));
const models = new ModelLoader(training.looks);
const runFiles = new RunFiles(training.archive);
const cancels = new Map<number, AbortController>();
let queue: Promise<unknown> = Promise.resolve();

/** Answers that are made for the page alone, and large. What others say of the run goes on being used here. */
const HANDED_OVER: ReadonlySet<RequestKind> = new Set([
  ...(['look', 'mask', 'moment', 'exportWeights', 'exportRun', 'otherTests'] as const),
]);

function send(message: WorkerMessage, handOver = message.type === 'event'): void {
  self.postMessage(message, { transfer: handOver ? buffersOf(message) : [] });
}

self.onmessage = ({ data }: MessageEvent<RequestMessage>) => {
  if (data.kind === 'cancel') {
    const cancelled = cancels.get(data.ask.request);
    cancelled?.abort(new ProblemError('cancelled', 'Cancelled.'));
    return send({ type: 'response', id: data.id, ok: true, answer: {} });
  }
  const control = new AbortController();
  cancels.set(data.id, control);
  // Building waits for what was asked before; the rest must answer while something long goes on.
  const serial =
    data.kind === 'start' || data.kind === 'loadDataset' || data.kind === 'configure' || data.kind === 'reset';
  const answer = serial ? queue.then(() => handle(data, control.signal)) : handle(data, control.signal);
  if (serial) queue = answer.catch(() => undefined);
  answer
    .then(
      (value) => send({ type: 'response', id: data.id, ok: true, answer: value }, HANDED_OVER.has(data.kind)),
      (error: unknown) => {
        // What is cancelled ends in many ways.
        const { aborted, reason } = control.signal;
        send({ type: 'response', id: data.id, ok: false, problem: problemOf(aborted ? reason : error) });
      },
    )
    .finally(() => cancels.delete(data.id));
};

async function handle(message: RequestMessage, signal: AbortSignal): Promise<Answer<RequestKind>> {
  signal.throwIfAborted();
  const { id } = message;
  const control = {
    signal,
    progress: (fraction: number, label: string) =>
      send({ type: 'event', event: { kind: 'progress', request: id, fraction, label } }),
  };
  switch (message.kind) {
    case 'start':
      return withLifeLock(models.fitting(await training.start(message.ask)));
    case 'loadDataset':
      return training.loadDataset(message.ask, control);
    case 'configure':
      return training.configure(message.ask, control);
    case 'reset':
      return training.reset();
    case 'play':
      training.play();
      return {};
    case 'pause':
      await training.pause();
      return {};
    case 'step':
      await training.step();
      return {};
    case 'live':
      training.live(message.ask);
      return {};
    case 'speed':
      training.speed(message.ask);
      return {};
    case 'probes':
      await training.probes(message.ask);
      return {};
    case 'readPicture':
      return readOwnPicture(message.ask);
    case 'moments':
      return training.looks.moments();
    case 'moment':
      return training.looks.moment(message.ask);
    case 'look':
      await models.ready(message.ask, control);
      return training.looks.look(message.ask);
    case 'mask':
      await models.ready(message.ask, control);
      return training.looks.mask(message.ask);
    case 'openModel':
      return models.open(message.ask, control);
    case 'closeModel':
      models.close();
      return {};
    case 'keptModels':
      return models.kept(message.ask);
    case 'exportWeights':
      return training.looks.exportWeights();
    case 'keepRun':
      return training.keep();
    case 'runs':
      return { runs: await training.archive.list() };
    case 'runHistory':
      return runFiles.curves(message.ask);
    case 'renameRun':
      await training.archive.rename(message.ask.id, message.ask.name);
      return {};
    case 'deleteRun':
      await training.archive.remove(message.ask.id);
      return {};
    case 'bringBackRun':
      await training.archive.bringBack();
      return {};
    case 'exportRun':
      return runFiles.write(message.ask);
    case 'readRun':
      return runFiles.read(message.ask);
    case 'takeRun':
      return runFiles.take();
    case 'benchmark':
      return training.exclusive.benchmark(message.ask, control);
    case 'inference':
      return training.exclusive.inference(message.ask, control);
    case 'trial':
      return training.exclusive.trial(message.ask, control);
    case 'otherTests':
      return training.exclusive.otherTests(control);
    case 'fault':
      training.fault(message.ask);
      return {};
    case 'cancel':
      return {};
  }
}

async function withLifeLock(started: Started): Promise<Started> {
  if (!('locks' in navigator)) return started;
  await new Promise<void>((held) => {
    void navigator.locks.request(LIFE_LOCK, () => {
      held();
      return new Promise(() => undefined);
    });
  });
  return { ...started, lifeLock: LIFE_LOCK };
}
