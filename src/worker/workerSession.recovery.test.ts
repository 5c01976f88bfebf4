import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { beforeEach, expect, test, vi } from 'vitest';
import type { TaskControl } from '../engine/data/dataset';
import type { GpuDevice } from '../engine/gpu/device';
import { microExperiment } from '../experiment/testing/microExperiment';
import type { DeviceEvents, SessionDevice } from './device';
import { openFallback } from './fallback';
import type { RunPhase, WorkerEvent } from './protocol';
import { loadSmallShapes } from './testing/smallShapes';
import { WorkerSession } from './workerSession';

/** A device that is lost on command. The processor does the work, before and after. */
class LosableDevice implements SessionDevice {
  readonly gpu = null;
  readonly adapter = 'test';
  readonly maxBufferBytes = 2 ** 30;
  readonly slow = true;
  reopens = 0;
  /** Awaited by every new device before it is open. */
  gate: Promise<unknown> = Promise.resolve();
  lost: Promise<unknown>;
  readonly #events: DeviceEvents;
  #tellLost: (info: unknown) => void = () => undefined;

  constructor(events: DeviceEvents) {
    this.#events = events;
    this.lost = this.#next();
  }

  lose(reason: string): void {
    this.#tellLost({ message: reason });
    this.#events.lost(reason);
  }

  start() {
    return openFallback('cpu');
  }

  leave(): void {
    this.lost = this.#next();
  }

  async reopen() {
    this.reopens++;
    await this.gate;
    // The session only asks when it is lost.
    return { device: { lost: this.lost } } as unknown as GpuDevice;
  }

  #next(): Promise<unknown> {
    return new Promise((resolve) => {
      this.#tellLost = resolve;
    });
  }
}

const config = microExperiment({ imageSize: 16, patchSize: 8, depth: 1, batchSize: 4, trainImages: 16, epochs: 50 });
const control: TaskControl = { progress: () => undefined, signal: new AbortController().signal };

let events: WorkerEvent[];
let session: WorkerSession;
let device: LosableDevice;
/** Called with every phase, at once. */
let onPhase: (phase: RunPhase) => void;

const status = () => events.findLast((event) => event.kind === 'status')?.status;
const phaseIs = (phase: RunPhase) => vi.waitFor(() => expect(status()?.phase).toBe(phase), { timeout: 20_000 });
const stepIs = (step: number) =>
  vi.waitFor(() => expect(status()?.step).toBeGreaterThanOrEqual(step), { timeout: 20_000 });
const recoveries = () => events.flatMap((event) => (event.kind === 'recovered' ? [event.step] : []));

beforeEach(async () => {
  events = [];
  onPhase = () => undefined;
  const emit = (event: WorkerEvent) => {
    events.push(event);
    if (event.kind === 'status') onPhase(event.status.phase);
  };
  const openDevice = (given: DeviceEvents) => {
    device = new LosableDevice(given);
    return device;
  };
  session = new WorkerSession(emit, { openDevice, loadData: loadSmallShapes });
  await session.start({ backend: 'auto', baseUrl: 'http://localhost/', page: '' });
  await session.loadDataset({ dataset: 'shapes' }, control);
  await session.configure({ config, resume: false }, control);
}, 120_000);

test('lost while training: the run is built again from its snapshot and plays on', async () => {
  await session.step();
  await session.step();
  session.play();
  await stepIs(4);
  device.lose('driver reset');
  expect(status()?.phase).toBe('recovering');
  expect(() => session.speed({ stepsPerSecond: null })).not.toThrow();
  await phaseIs('running');
  expect(recoveries()).toEqual([2]);
  await stepIs(5);
  await session.pause();
  expect(status()?.phase).toBe('paused');
}, 120_000);

test('lost twice, paused during recovery: one recovery ends, and the run stays paused', async () => {
  await session.step();
  session.play();
  let open: () => void = () => undefined;
  device.gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  device.lose('first');
  device.lose('second');
  await expect(session.step()).rejects.toThrow('a new one is being opened');
  await session.pause();
  open();
  await phaseIs('paused');
  expect(device.reopens).toBe(2);
  expect(recoveries()).toEqual([1]);
}, 120_000);

test('lost while building: the request fails; the next one waits for the recovery and is built', async () => {
  onPhase = (phase) => {
    if (phase !== 'preparing') return;
    onPhase = () => undefined;
    device.lose('');
  };
  const building = session.configure({ config: { ...config, seed: 2 }, resume: false }, control);
  await expect(building).rejects.toMatchObject({ problem: { kind: 'device-lost' } });
  const built = await session.configure({ config: { ...config, seed: 3 }, resume: false }, control);
  expect(built.resumedAtStep).toBeNull();
  expect(status()?.phase).toBe('idle');
  await session.step();
  expect(status()).toMatchObject({ phase: 'paused', step: 1 });
}, 120_000);

test('lost again and again: the session gives up with one sentence', async () => {
  for (let loss = 0; loss < 6; loss++) device.lose('');
  await phaseIs('idle');
  const problems = events.flatMap((event) => (event.kind === 'problem' ? [event.problem.kind] : []));
  expect(problems).toEqual(['device-lost']);
  expect(device.reopens).toBe(5);
}, 120_000);

test('keeping the run while it trains: training continues; a task that fails does not stop it either', async () => {
  session.play();
  await stepIs(2);
  expect((await session.keep()).name).toMatch(/^Shapes/);
  expect(status()?.phase).toBe('running');
  const failing = session.exclusive.rest('measuring', control, () => Promise.reject(new Error('It failed.')));
  expect(status()?.phase).toBe('measuring');
  await expect(failing).rejects.toThrow('It failed.');
  expect(status()?.phase).toBe('running');
  await session.pause();
}, 120_000);

test('weights that are not finite: back at the last good snapshot, paused', async () => {
  await session.step();
  session.fault({ fault: 'poison-weights' });
  session.play();
  await vi.waitFor(() => expect(recoveries()).toEqual([1]), { timeout: 20_000 });
  await phaseIs('paused');
  expect(events.filter((event) => event.kind === 'problem')).toMatchObject([{ problem: { kind: 'non-finite' } }]);
  await session.step();
  expect(status()?.step).toBe(2);
}, 120_000);
