import { beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import type { TaskControl } from '../engine/data/dataset';
import { ProblemError } from '../experiment/problem';
import { Dispatcher } from './dispatcher';
import { type HandledKind, type Handler, type Handlers, handlersOf } from './handlers';
import { ModelLoader } from './modelLoader';
import type { Answer, RequestMessage, WorkerMessage } from './protocol';
import { RunFiles } from './runFiles';
import { WorkerSession } from './workerSession';

const table = tableOfHandlers();

function tableOfHandlers(): Handlers {
  const session = new WorkerSession(() => undefined);
  return handlersOf(session, new ModelLoader(session.looks), new RunFiles(session.archive));
}

describe('the table of handlers', () => {
  const kindsWith = (flag: 'serial' | 'transfer') =>
    Object.entries(table).flatMap(([kind, handler]) => (handler[flag] ? [kind] : []));

  test('what builds or loads is serial; all else answers at once, so that it works while something long runs', () => {
    expect(kindsWith('serial')).toEqual(['start', 'loadDataset', 'configure', 'reset']);
  });

  test('large answers that the worker does not use again are transferred', () => {
    expect(kindsWith('transfer')).toEqual(['moment', 'look', 'mask', 'exportWeights', 'exportRun', 'otherTests']);
  });

  test('a handler of the wrong answer does not compile', () => {
    expectTypeOf<Handlers['look']['answer']>().returns.toEqualTypeOf<Promise<Answer<'look'>> | Answer<'look'>>();
    expectTypeOf<() => Record<string, never>>().not.toExtend<Handler<'look'>['answer']>();
    expectTypeOf<Omit<Handlers, 'look'>>().not.toExtend<Handlers>();
  });
});

describe('a request', () => {
  let sent: { message: WorkerMessage; transfer: boolean }[];
  let open: Map<number, { resolve(): void; reject(error: Error): void; control: TaskControl }>;
  let begun: HandledKind[];
  let dispatcher: Dispatcher;

  beforeEach(() => {
    sent = [];
    open = new Map();
    begun = [];
    // The table as it is, but each handler waits for the test.
    const waiting = Object.fromEntries(
      Object.entries(table).map(([kind, handler]) => [
        kind,
        {
          ...handler,
          answer: (_: unknown, control: TaskControl) =>
            new Promise((resolve, reject) => {
              begun.push(kind as HandledKind);
              open.set(begun.length, { resolve: () => resolve({ of: kind }), reject, control });
            }),
        },
      ]),
    );
    dispatcher = new Dispatcher(waiting as unknown as Handlers, (message, transfer) =>
      sent.push({ message, transfer }),
    );
  });

  const receive = (...messages: RequestMessage[]) => {
    for (const message of messages) dispatcher.receive(message);
  };
  const reset = (id: number): RequestMessage => ({ id, kind: 'reset', ask: {} });
  const runs = (id: number): RequestMessage => ({ id, kind: 'runs', ask: {} });
  const settled = () => new Promise((resolve) => setTimeout(resolve));

  test('that is serial waits for those before it; the others do not', async () => {
    receive(reset(1), reset(2), runs(3));
    await settled();
    expect(begun).toEqual(['runs', 'reset']);
    open.get(2)!.reject(new Error('no'));
    await settled();
    expect(begun).toEqual(['runs', 'reset', 'reset']);
  });

  test('is answered with its id, its buffers transferred if the table says so', async () => {
    receive(runs(7), { id: 8, kind: 'exportRun', ask: { id: 'x' } });
    await settled();
    open.get(2)!.resolve();
    await settled();
    open.get(1)!.resolve();
    await settled();
    expect(sent).toEqual([
      { message: { type: 'response', id: 8, ok: true, answer: { of: 'exportRun' } }, transfer: true },
      { message: { type: 'response', id: 7, ok: true, answer: { of: 'runs' } }, transfer: false },
    ]);
  });

  test('reports its progress as an event, and an error as a problem', async () => {
    receive(runs(7));
    await settled();
    open.get(1)!.control.progress(0.5, 'half');
    open.get(1)!.reject(new ProblemError('bad-file', 'It is empty.', { remedy: 'Choose another one.' }));
    await settled();
    const problem = { kind: 'bad-file', message: 'It is empty.', remedy: 'Choose another one.' };
    expect(sent.map(({ message }) => message)).toEqual([
      { type: 'event', event: { kind: 'progress', request: 7, fraction: 0.5, label: 'half' } },
      { type: 'response', id: 7, ok: false, problem },
    ]);
  });

  test('that is cancelled fails with `cancelled`, whatever it throws, and its cancel is answered', async () => {
    receive(runs(7), runs(8));
    await settled();
    receive({ id: 9, kind: 'cancel', ask: { request: 7 } });
    expect(open.get(1)!.control.signal.aborted).toBe(true);
    expect(open.get(2)!.control.signal.aborted).toBe(false);
    open.get(1)!.reject(new Error('something broke off'));
    await settled();
    expect(sent.map(({ message }) => message)).toMatchObject([
      { id: 9, ok: true, answer: {} },
      { id: 7, ok: false, problem: { kind: 'cancelled' } },
    ]);
  });

  test('that is cancelled while it waits never begins; a cancel of an unknown request does nothing', async () => {
    receive(
      reset(1),
      reset(2),
      { id: 3, kind: 'cancel', ask: { request: 2 } },
      { id: 4, kind: 'cancel', ask: { request: 99 } },
    );
    await settled();
    open.get(1)!.resolve();
    await vi.waitFor(() => expect(sent).toHaveLength(4));
    expect(begun).toEqual(['reset']);
    expect(sent.at(-1)!.message).toMatchObject({ id: 2, ok: false, problem: { kind: 'cancelled' } });
  });
});
