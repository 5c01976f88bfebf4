/** Going back in a run: what the probes showed at some of its steps, as the worker saved it. */
import { create } from 'zustand';
import { problemOf } from '../experiment/problem';
import type { Answer, Ask, AttentionSnapshot, Moment } from '../worker/protocol';
import { client } from './client';
import { useObservation } from './observation';
import { reportProblem } from './runState';
import { useSession } from './session';

export interface MomentsState {
  /** Steps with a saved moment, in ascending order. */
  steps: readonly number[];
  /** The moment on show; null for the current step. */
  moment: Moment | null;
}

export const useMoments = create<MomentsState>()(() => ({ steps: [], moment: null }));

// Another run has other moments.
useSession.subscribe(({ built }, before) => {
  if (built !== before.built) useMoments.setState({ steps: [], moment: null });
});

// These moments do not show other probes.
useObservation.subscribe(({ attention }, before) => {
  if (attention && before.attention && indicesOf(attention) !== indicesOf(before.attention))
    useMoments.setState({ moment: null });
});

function indicesOf({ probes }: AttentionSnapshot): string {
  return probes.map(({ index }) => index).join();
}

interface Requests {
  moments(): Promise<Answer<'moments'>>;
  moment(ask: Ask<'moment'>): Promise<Answer<'moment'>>;
}

/** A cursor over the run. While one moment is being loaded, only the latest request waits. */
export class Moments {
  readonly #requests: Requests;
  #busy = false;
  /** The step to show next; undefined if none is requested. */
  #requested: number | null | undefined;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** Asks the worker again which steps it has. */
  async refresh(): Promise<void> {
    const answer = await this.#orReported(this.#requests.moments());
    if (answer) useMoments.setState(answer);
  }

  /** @param at the latest moment at or before this step is shown; null is the current step */
  async show(at: number | null): Promise<void> {
    this.#requested = at;
    if (this.#busy) return;
    this.#busy = true;
    while (this.#requested !== undefined) {
      const step: number | null = this.#requested;
      this.#requested = undefined;
      const answer = step === null ? { moment: null } : await this.#orReported(this.#requests.moment({ step }));
      // The current step needs no answer, and no older answer may replace it.
      if (answer && this.#requested !== null) useMoments.setState(answer);
    }
    this.#busy = false;
  }

  async #orReported<T>(request: Promise<T>): Promise<T | null> {
    try {
      return await request;
    } catch (error) {
      const problem = problemOf(error);
      if (problem.kind !== 'worker-crashed') reportProblem(problem);
      return null;
    }
  }
}

export const moments = new Moments({
  moments: () => client.request('moments', {}),
  moment: (ask) => client.request('moment', ask),
});

/** `moments.show` for callers that do not wait for the answer. */
export function scrub(step: number | null): void {
  void moments.show(step);
}
