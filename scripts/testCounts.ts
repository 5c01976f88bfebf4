/** How many tests passed and failed, read from the runners' JSON reports. */
export interface Count {
  passed: number;
  failed: number;
}

export function sum(counts: Count[]): Count {
  return counts.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }), {
    passed: 0,
    failed: 0,
  });
}

/** Vitest's report: its tests, and files that failed before any test of theirs ran. */
export function countVitest(json: string): Count {
  const report = JSON.parse(json) as {
    numPassedTests: number;
    numFailedTests: number;
    testResults: { status: string; assertionResults: unknown[] }[];
  };
  const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.length);
  return { passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles.length };
}

/** Playwright's report: a test that passed only when tried again has passed; an error outside tests counts as one failure. */
export function countPlaywright(json: string): Count {
  const report = JSON.parse(json) as {
    stats: { expected: number; flaky: number; unexpected: number };
    errors: unknown[];
  };
  const { expected, flaky, unexpected } = report.stats;
  return { passed: expected + flaky, failed: unexpected + report.errors.length };
}

/** A runner that ended badly although every test it counted passed, or that ran none, has failed once. */
export function withExit(count: Count, status: number | null): Count {
  const sound = count.failed > 0 || (status === 0 && count.passed > 0);
  return sound ? count : { ...count, failed: 1 };
}
