import { expect, test } from 'vitest';
import { adoptOldTrial } from './adoptOldStorage';
import { MemoryTable } from './testing/memoryTable';

const isTrial = (value: unknown): value is string => typeof value === 'string';
const isTiles = (value: unknown) => typeof value === 'number';

test('the interrupted trial moves once, tile choices go, records of other pages stay', async () => {
  const old = new MemoryTable<unknown>();
  await old.set('trial', 'half trained');
  await old.set('tiles/adapter', 4);
  await old.set('tiles/of another page', ['clay']);
  await old.set('theirs', 'x');
  const trials = new MemoryTable<string>();
  await adoptOldTrial(trials, isTrial, isTiles, Promise.resolve(old));
  const moved = await trials.entries();
  expect(moved.map(([, trial]) => trial)).toEqual(['half trained']);
  expect(await old.keys()).toEqual(['tiles/of another page', 'theirs']);
  await trials.delete(moved[0]![0]);
  await adoptOldTrial(trials, isTrial, isTiles, Promise.resolve(old));
  expect(await trials.keys()).toEqual([]);
});

test('what is not a trial stays, and a browser without the old database is left as it is', async () => {
  const old = new MemoryTable<unknown>();
  await old.set('trial', { court: 'of another page' });
  const trials = new MemoryTable<string>();
  await adoptOldTrial(trials, isTrial, isTiles, Promise.resolve(old));
  await adoptOldTrial(trials, isTrial, isTiles, Promise.resolve(null));
  await adoptOldTrial(trials, isTrial, isTiles, Promise.reject(new Error('forbidden')));
  expect(await trials.keys()).toEqual([]);
  expect(await old.keys()).toEqual(['trial']);
});
