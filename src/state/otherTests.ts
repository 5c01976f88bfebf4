/** The student on other test sets: asked for by the person, told by the worker. */
import { create } from 'zustand';
import { problemOf } from '../experiment/problem';
import type { OtherTests } from '../worker/protocol';
import { client } from './client';
import { reportProblem } from './runState';
import { useSession } from './session';

export interface OtherTestsState {
  /** Of the present run, at some step of it. */
  latest: OtherTests | null;
  /** How far the measurement is that is under way, 0…1. */
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

/** Measures the student of this moment; what was measured before stays until the answer is there. */
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
