import { expect, test } from 'vitest';
import { countPlaywright, countVitest, sum, withExit } from './testCounts';

test('vitest: tests and files that broke before their tests count', () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 2,
    testResults: [
      { status: 'passed', assertionResults: [{}, {}] },
      { status: 'failed', assertionResults: [{}] },
      { status: 'failed', assertionResults: [] },
    ],
  };
  expect(countVitest(JSON.stringify(report))).toEqual({ passed: 5, failed: 3 });
});

test('playwright: flaky tests passed, errors outside tests failed', () => {
  const report = { stats: { expected: 3, flaky: 1, unexpected: 1, skipped: 2 }, errors: [{}] };
  expect(countPlaywright(JSON.stringify(report))).toEqual({ passed: 4, failed: 2 });
});

test('a runner that dies, or runs nothing, has failed', () => {
  expect(withExit({ passed: 4, failed: 0 }, 0)).toEqual({ passed: 4, failed: 0 });
  expect(withExit({ passed: 4, failed: 0 }, 1)).toEqual({ passed: 4, failed: 1 });
  expect(withExit({ passed: 4, failed: 0 }, null)).toEqual({ passed: 4, failed: 1 });
  expect(withExit({ passed: 0, failed: 0 }, 0)).toEqual({ passed: 0, failed: 1 });
  expect(withExit({ passed: 4, failed: 2 }, 1)).toEqual({ passed: 4, failed: 2 });
  expect(
    sum([
      { passed: 1, failed: 0 },
      { passed: 2, failed: 3 },
    ]),
  ).toEqual({ passed: 3, failed: 3 });
});
