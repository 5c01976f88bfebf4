/** The student's accuracy on other test sets, measured by the worker when the user asks for it. */
import { create } from 'zustand';
import { problemOf } from '../experiment/problem';
import type { OtherTests } from '../worker/protocol';
import { client } from './client';
import { reportProblem } from './runState';
import { useSession } from './session';

export interface OtherTestsState {
  /** Of the current run, at one of its steps. */
  latest: OtherTests | null;
  /** Progress of a measurement, 0…1; null if there is none. */
  progress: { fraction: number; label: string } | null;
}

export const useOtherTests = create<OtherTestsState>()(() => ({ latest: null, progress: null }));

let abort: AbortController | null = null;

// Another run has another student.
useSession.subscribe(({ built }, before) => {
  if (built === before.built) return;
  abort?.abort();
  useOtherTests.setState({ latest: null });
});

/** Measures the current student. The earlier result stays until the new one has arrived. */
export async function measureOtherTests() {
  if (abort) return;
  abort = new AbortController();
  useOtherTests.setState({ progress: { fraction: 0, label: '' } });
  try {
    const latest = await client.request(
      'otherTests',
      {},
      {
        signal: abort.signal,
        onProgress: (fraction, label) => useOtherTests.setState({ progress: { fraction, label } }),
      },
    );
    useOtherTests.setState({ latest });
  } catch (error) {
    const problem = problemOf(error);
    // After a crash the run is restored, and says so.
    if (problem.kind !== 'cancelled' && problem.kind !== 'worker-crashed') reportProblem(problem);
  } finally {
    abort = null;
    useOtherTests.setState({ progress: null });
  }
}

export function cancelOtherTests() {
  abort?.abort();
}
