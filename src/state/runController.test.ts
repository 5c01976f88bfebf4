import { beforeEach, expect, test, vi } from 'vitest';
import { microExperiment } from '../experiment/testing/microExperiment';
import { problemsText } from '../sentences/problems';
import { sessionText } from '../sentences/session';
import { WorkerClient, type WorkerLike } from '../worker/client';
import type { DatasetCard, RequestMessage, WorkerEvent, WorkerMessage } from '../worker/protocol';
import { useExperiment } from './experiment';
import { RunController } from './runController';
import { IDLE, useSession } from './session';
import { configured, GPU } from './testing/preparationDriver';

/** A worker that answers every request at once, except for the kinds that are held back. */
class FakeWorker extends EventTarget implements WorkerLike {
  readonly asked: RequestMessage[] = [];
  held = new Set<RequestMessage['kind']>();

  postMessage(message: RequestMessage): void {
    this.asked.push(message);
    if (!this.held.has(message.kind)) queueMicrotask(() => this.answer(message));
  }

  answer({ id, kind, ask }: RequestMessage): void {
    const card = { about: { id: 'dataset' in ask ? ask.dataset : 'shapes' }, trainCount: 1000, fingerprint: 'images' };
    const answers = { start: GPU, loadDataset: card as DatasetCard, configure: configured(), reset: configured() };
    const answer = kind in answers ? answers[kind as keyof typeof answers] : {};
    this.#send({ type: 'response', id, ok: true, answer });
  }

  event(event: WorkerEvent): void {
    this.#send({ type: 'event', event });
  }

  crash(): void {
    this.dispatchEvent(new Event('error'));
  }

  terminate(): void {
    this.held = new Set();
  }

  kinds(): string[] {
    return this.asked.map(({ kind }) => kind);
  }

  #send(data: WorkerMessage): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

let workers: FakeWorker[];
let controller: RunController;

const worker = () => workers.at(-1)!;
const ready = () => vi.waitFor(() => expect(useSession.getState().startup).toBe('ready'));

beforeEach(async () => {
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', { baseURI: 'http://localhost/' });
  vi.stubGlobal('location', { hash: '#data=shapes', href: 'http://localhost/' });
  vi.stubGlobal('history', { replaceState: () => undefined });
  useSession.setState(useSession.getInitialState(), true);
  workers = [];
  const spawn = () => {
    const spawned = new FakeWorker();
    workers.push(spawned);
    return spawned;
  };
  controller = new RunController(new WorkerClient(spawn));
  controller.open();
  await ready();
});

test('opening asks the worker for a device, the images and the run, in this order', () => {
  expect(worker().kinds()).toEqual(['start', 'loadDataset', 'configure']);
  const { running, built, card } = useSession.getState();
  expect(running).toEqual(useExperiment.getState().config);
  expect({ steps: built?.totalSteps, images: card?.trainCount }).toEqual({ steps: 8, images: 1000 });
});

test('Step right after a change is a step of the run that the form shows', async () => {
  controller.change({ seed: 5 });
  controller.step();
  await vi.waitFor(() => expect(worker().kinds().at(-1)).toBe('step'));
  expect(worker().kinds().slice(3)).toEqual(['configure', 'step']);
  expect(useSession.getState().running?.seed).toBe(5);
});

test('Play of a finished run starts again from its initial weights', async () => {
  worker().event({ kind: 'status', status: { ...IDLE, phase: 'finished', step: 8, totalSteps: 8 } });
  controller.play();
  await vi.waitFor(() => expect(worker().kinds().slice(3)).toEqual(['reset', 'play']));
});

test('a cancelled request and its replacement: the worker is asked to stop, then for the new images', async () => {
  worker().held.add('loadDataset');
  const own = controller.trainOnOwn([{ path: 'cat.png', file: new File(['x'], 'cat.png') }]);
  controller.change({ dataset: 'mnist' });
  controller.apply();
  await vi.waitFor(() => expect(worker().kinds().slice(3)).toEqual(['loadDataset', 'cancel']));
  worker().held.clear();
  worker().answer(worker().asked[3]!);
  expect(await own).toBe(false);
  await vi.waitFor(() => expect(useSession.getState().running?.dataset).toBe('mnist'));
});

test('a kept run is open once it is built; the caller learns that', async () => {
  const config = microExperiment({ seed: 9 });
  const summary = { id: 'kept', name: 'Kept', step: 4, datasetFingerprint: 'images' } as never;
  expect(await controller.openKept(summary, config)).toBe(true);
  expect(useSession.getState()).toMatchObject({ notice: sessionText.opened('Kept', 4), running: { seed: 9 } });
});

test('a crashed worker is replaced, with its images, its run and the speed of the view', async () => {
  controller.setSpeed(2);
  worker().event({ kind: 'status', status: { ...IDLE, phase: 'running', step: 3 } });
  worker().crash();
  expect(useSession.getState()).toMatchObject({ backend: null, status: { phase: 'recovering' } });
  await vi.waitFor(() => expect(worker().kinds()).toEqual(['start', 'loadDataset', 'configure', 'speed', 'play']));
  expect(workers).toHaveLength(2);
  // The run plays on by itself, so what happened stays on the page.
  expect(useSession.getState().notice).toBe(sessionText.workerReplaced);
});

test('after too many crashes no new worker is started, and the page says so', async () => {
  for (let crash = 0; crash < 4; crash++) {
    worker().crash();
    if (crash < 3) await vi.waitFor(() => expect(worker().kinds()).toContain('configure'));
  }
  expect(workers).toHaveLength(4);
  expect(useSession.getState()).toMatchObject({ startup: 'failed', status: IDLE, task: null });
  expect(useSession.getState().problems).toEqual([problemsText.workerKeepsCrashing]);
});
