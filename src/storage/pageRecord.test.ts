import { beforeEach, describe, expect, test } from 'vitest';
import { PagePlace } from './pagePlace';
import { PageRecord } from './pageRecord';
import { MemoryLocks } from './testing/memoryLocks';
import { MemoryTable } from './testing/memoryTable';

const PATIENCE_MS = 20;
let locks: MemoryLocks;
let table: MemoryTable<{ step: number }>;

/** A page whose worker lives until `locks.end(owner)`. @param name as sessionStorage keeps it; a duplicated tab copies it */
function opened(owner: string, name = owner): PageRecord<{ step: number }> {
  const place = new PagePlace(locks.of(owner), PATIENCE_MS);
  place.claim(name);
  return new PageRecord(table, ({ step }) => Number.isFinite(step), place);
}

beforeEach(() => {
  locks = new MemoryLocks();
  table = new MemoryTable();
});

describe('one record a page', () => {
  test('two pages do not overwrite each other', async () => {
    const [a, b] = [opened('a'), opened('b')];
    expect(await a.save({ step: 1 })).toBe(true);
    await b.save({ step: 2 });
    expect([await a.own(), await b.own()]).toEqual([{ step: 1 }, { step: 2 }]);
    await a.forget();
    expect([await a.own(), await b.own()]).toEqual([null, { step: 2 }]);
  });

  test('a reloaded page finds its own record, though its old worker takes a moment to end', async () => {
    await opened('a').save({ step: 1 });
    const reloaded = opened('a after reload', 'a');
    locks.end('a');
    expect(await reloaded.own()).toEqual({ step: 1 });
  });

  test('a duplicated tab has the name of its original, but a place of its own', async () => {
    const original = opened('a');
    await original.save({ step: 1 });
    const duplicate = opened('duplicate', 'a');
    expect(await duplicate.own()).toBeNull();
    await duplicate.save({ step: 2 });
    expect(await original.own()).toEqual({ step: 1 });
    expect(await duplicate.abandoned()).toEqual([]);
  });

  test('an unreadable record counts as none', async () => {
    const a = opened('a');
    await a.save({ step: Number.NaN });
    expect(await a.own()).toBeNull();
  });

  test('storage that refuses is no error', async () => {
    const a = opened('a');
    table.set = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    table.get = () => {
      throw new DOMException('forbidden', 'SecurityError');
    };
    expect(await a.save({ step: 1 })).toBe(false);
    expect(await a.own()).toBeNull();
    await expect(a.forget()).resolves.toBeUndefined();
  });
});

describe('records of closed pages', () => {
  test('those of open pages are left alone', async () => {
    const [a, b] = [opened('a'), opened('b')];
    await a.save({ step: 1 });
    await b.save({ step: 2 });
    expect(await b.abandoned()).toEqual([]);
    locks.end('a');
    expect(await b.abandoned()).toEqual([{ step: 1 }]);
  });

  test('those that are settled are deleted, the others stay', async () => {
    for (const step of [1, 2, 3]) await opened(`${step}`).save({ step });
    for (const step of [1, 2]) locks.end(`${step}`);
    const seen: number[] = [];
    const here = opened('here');
    await here.settleAbandoned(async ({ step }) => seen.push(step) > 1);
    expect(seen).toEqual([1, 2]);
    expect(await here.abandoned()).toEqual([{ step: 1 }]);
    expect(await table.keys()).toEqual(['present 1', 'present 3']);
  });

  test('no page can claim a place while its record is settled', async () => {
    await opened('a').save({ step: 1 });
    locks.end('a');
    const here = opened('here');
    let reloaded: PageRecord<{ step: number }> | undefined;
    await here.settleAbandoned(async () => {
      reloaded = opened('a after reload', 'a');
      await new Promise((resolve) => setTimeout(resolve, 2 * PATIENCE_MS));
      return false;
    });
    await reloaded!.save({ step: 9 });
    expect(await table.keys()).toEqual(['present a', 'present a 2']);
  });

  test('without locks this is the only page', async () => {
    const place = new PagePlace(undefined, PATIENCE_MS);
    const alone = new PageRecord(table, () => true, place);
    await alone.save({ step: 1 });
    expect(await alone.own()).toEqual({ step: 1 });
    expect(await alone.abandoned()).toEqual([]);
  });
});
