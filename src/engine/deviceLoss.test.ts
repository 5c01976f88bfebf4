import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProblemError } from '../experiment/problem';
import { isLoss, unlessLost } from './deviceLoss';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const after = <T>(milliseconds: number, settle: () => T) =>
  new Promise<T>((resolve, reject) =>
    setTimeout(() => {
      try {
        resolve(settle());
      } catch (error) {
        reject(error);
      }
    }, milliseconds),
  );
const fail = (error: Error) => () => {
  throw error;
};
const never = new Promise<never>(() => undefined);
const loss = () => new ProblemError('device-lost', 'Lost.');
const aborted = new DOMException('The device is lost.', 'AbortError');

test('work that never settles on a lost device ends with the loss', async () => {
  const work = unlessLost(
    never,
    after(10, () => 'lost'),
    loss,
  );
  const seen = expect(work).rejects.toMatchObject({ problem: { kind: 'device-lost' } });
  await vi.advanceTimersByTimeAsync(10);
  await seen;
});

test('an error seconds before the loss is reported counts as caused by the loss', async () => {
  const lost = after(3000, () => 'lost');
  const work = unlessLost(after(1, fail(aborted)), lost, loss);
  const seen = expect(work).rejects.toMatchObject({ problem: { kind: 'device-lost' } });
  const counted = expect(isLoss(aborted, lost)).resolves.toBe(true);
  await vi.advanceTimersByTimeAsync(3000);
  await seen;
  await counted;
});

test('another error stays what it is, and our own problems wait for nothing', async () => {
  const other = unlessLost(after(1, fail(new Error('other'))), never, loss);
  const seen = expect(other).rejects.toThrow('other');
  const counted = expect(isLoss(new Error('other'), never)).resolves.toBe(false);
  await vi.advanceTimersByTimeAsync(60_000);
  await seen;
  await counted;
  await expect(unlessLost(Promise.reject(new ProblemError('non-finite', 'NaN.')), never, loss)).rejects.toThrow('NaN.');
  await expect(isLoss(new ProblemError('non-finite', 'NaN.'), never)).resolves.toBe(false);
});

test('a device that is lost after the work is ignored', async () => {
  const asked = vi.fn(loss);
  const lost = after(10, () => 'lost');
  await expect(unlessLost(Promise.resolve(1), lost, asked)).resolves.toBe(1);
  await vi.advanceTimersByTimeAsync(10);
  expect(asked).not.toHaveBeenCalled();
});

test('without a device, and with one that stays, work is itself', async () => {
  await expect(unlessLost(Promise.resolve(1), undefined, loss)).resolves.toBe(1);
  await expect(unlessLost(Promise.resolve(1), never, loss)).resolves.toBe(1);
  await expect(isLoss(aborted, undefined)).resolves.toBe(false);
});
