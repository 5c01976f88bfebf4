import { afterEach, describe, expect, test, vi } from 'vitest';
import { ProblemError } from '../experiment/problem';
import { WorkerClient, type WorkerLike } from './client';
import type { RequestMessage, WorkerEvent, WorkerMessage } from './protocol';

/** Stands for a worker: the other end of a real message channel, so that messages are cloned and arrive later. */
class Channel extends EventTarget implements WorkerLike {
  readonly received: RequestMessage[] = [];
  terminated = false;
  readonly #channel = new MessageChannel();

  constructor() {
    super();
    this.#channel.port1.onmessage = (message) => this.received.push(message.data);
    this.#channel.port2.onmessage = (message) =>
      this.dispatchEvent(new MessageEvent('message', { data: message.data }));
  }

  postMessage(message: unknown) {
    this.#channel.port2.postMessage(message);
  }

  terminate() {
    this.terminated = true;
    this.#channel.port1.close();
  }

  say(message: WorkerMessage) {
    this.#channel.port1.postMessage(message);
  }

  crash() {
    this.dispatchEvent(new Event('error'));
  }

  /** The nth request, when it has arrived. */
  async request(index: number): Promise<RequestMessage> {
    await vi.waitFor(() => expect(this.received.length).toBeGreaterThan(index));
    return this.received[index]!;
  }
}

const lives: Channel[] = [];
afterEach(() => {
  for (const life of lives.splice(0)) life.terminate();
});

function clientOfChannels(): WorkerClient {
  return new WorkerClient(() => {
    const life = new Channel();
    lives.push(life);
    return life;
  });
}

describe('requests', () => {
  test('the first request starts the worker, which serves all of them', async () => {
    const client = clientOfChannels();
    expect(lives).toHaveLength(0);
    const answers = [client.request('play', {}), client.request('pause', {})];
    const second = await lives[0]!.request(1);
    expect(lives).toHaveLength(1);
    lives[0]!.say({ type: 'response', id: second.id, ok: true, answer: {} });
    await answers[1];
    lives[0]!.say({ type: 'response', id: lives[0]!.received[0]!.id, ok: true, answer: {} });
    await answers[0];
  });

  test('a problem arrives with all its sentences', async () => {
    const client = clientOfChannels();
    const answer = client.request('start', { backend: 'webgpu', baseUrl: '', page: '' });
    const { id } = await lives[0]!.request(0);
    const problem = { kind: 'no-adapter', message: 'No adapter.', remedy: 'Use another browser.' } as const;
    lives[0]!.say({ type: 'response', id, ok: false, problem });
    await expect(answer).rejects.toEqual(expect.objectContaining({ problem }));
  });

  test('progress reaches its own request and the subscribers', async () => {
    const client = clientOfChannels();
    const seen: number[] = [];
    const events: WorkerEvent[] = [];
    client.subscribe((event) => events.push(event));
    const answer = client.request(
      'loadDataset',
      { dataset: 'mnist' },
      { onProgress: (fraction) => seen.push(fraction) },
    );
    const { id } = await lives[0]!.request(0);
    lives[0]!.say({ type: 'event', event: { kind: 'progress', request: id, fraction: 0.5, label: 'Loading' } });
    lives[0]!.say({ type: 'event', event: { kind: 'progress', request: id + 1, fraction: 0.9, label: 'Other' } });
    lives[0]!.say({ type: 'response', id, ok: false, problem: { kind: 'not-found', message: 'Not here.' } });
    await expect(answer).rejects.toThrow(ProblemError);
    expect(seen).toEqual([0.5]);
    expect(events).toHaveLength(2);
  });

  test('aborting asks the worker to cancel that request', async () => {
    const client = clientOfChannels();
    const abort = new AbortController();
    const answer = client.request('loadDataset', { dataset: 'mnist' }, { signal: abort.signal });
    const { id } = await lives[0]!.request(0);
    abort.abort();
    expect(await lives[0]!.request(1)).toMatchObject({ kind: 'cancel', ask: { request: id } });
    lives[0]!.say({ type: 'response', id, ok: false, problem: { kind: 'cancelled', message: 'Cancelled.' } });
    await expect(answer).rejects.toMatchObject({ problem: { kind: 'cancelled' } });
  });

  test('a request that is aborted already is not sent', async () => {
    const client = clientOfChannels();
    await expect(client.request('play', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      problem: { kind: 'cancelled' },
    });
    expect(lives).toHaveLength(0);
  });
});

describe('a crash', () => {
  test('fails the pending requests, is reported once, and the next request starts a new worker', async () => {
    const client = clientOfChannels();
    const crashes: string[] = [];
    client.onCrash((problem) => crashes.push(problem.kind));
    const lost = [client.request('play', {}), client.request('step', {})];
    lives[0]!.crash();
    lives[0]!.crash();
    for (const request of lost) await expect(request).rejects.toMatchObject({ problem: { kind: 'worker-crashed' } });
    expect(crashes).toEqual(['worker-crashed']);
    expect(lives[0]!.terminated).toBe(true);

    const answer = client.request('play', {});
    expect(lives).toHaveLength(2);
    const { id } = await lives[1]!.request(0);
    lives[1]!.say({ type: 'response', id, ok: true, answer: {} });
    await expect(answer).resolves.toEqual({});
  });
});
