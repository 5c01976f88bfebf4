import { expect, test, vi } from 'vitest';
import { holdLifeLock, ifFree, onRelease } from './locks';
import { MemoryLocks } from './testing/memoryLocks';

function deferred() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test('only one page at a time acts with a lock', async () => {
  const locks = new MemoryLocks();
  const { promise: work, resolve: finish } = deferred();
  const first = ifFree('set', () => work, locks.of('a'));
  const acted = vi.fn(async () => undefined);
  expect(await ifFree('set', acted, locks.of('b'))).toBe(false);
  expect(acted).not.toHaveBeenCalled();
  finish();
  expect(await first).toBe(true);
  expect(await ifFree('set', acted, locks.of('b'))).toBe(true);
  expect(await ifFree('set', acted, undefined)).toBe(true);
  expect(acted).toHaveBeenCalledTimes(2);
});

test('an error releases the lock and reaches the caller', async () => {
  const locks = new MemoryLocks();
  const failing = ifFree('set', () => Promise.reject(new Error('full')), locks.of('a'));
  await expect(failing).rejects.toThrow('full');
  expect(await ifFree('set', async () => undefined, locks.of('b'))).toBe(true);
});

test('a page learns when the worker that holds its life lock ends', async () => {
  const locks = new MemoryLocks();
  const name = (await holdLifeLock(locks.of('worker')))!;
  const released = vi.fn();
  void onRelease(name, new AbortController().signal, released, locks.of('page'));
  await new Promise((resolve) => setTimeout(resolve));
  expect(released).not.toHaveBeenCalled();
  locks.end('worker');
  await vi.waitFor(() => expect(released).toHaveBeenCalledTimes(1));
});

test('nothing is reported for a lock that has no holder', async () => {
  const released = vi.fn();
  await onRelease('unknown', new AbortController().signal, released, new MemoryLocks().of('page'));
  expect(released).not.toHaveBeenCalled();
});
