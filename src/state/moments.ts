/** Going back in a run: what the probes showed at some of its steps, as the worker kept it. */
import { create } from 'zustand';
import { problemOf } from '../experiment/problem';
import type { Answer, Ask, AttentionSnapshot, Moment } from '../worker/protocol';
import { client } from './client';
import { useObservation } from './observation';
import { reportProblem } from './runState';
import { useSession } from './session';

export interface MomentsState {
  /** Steps that can be gone back to, rising. */
  steps: readonly number[];
  /** What is shown instead of the present; null is the present. */
  moment: Moment | null;
}

export const useMoments = create<MomentsState>()(() => ({ steps: [], moment: null }));

// Another run has other moments.
useSession.subscribe(({ built }, before) => {
  if (built !== before.built) useMoments.setState({ steps: [], moment: null });
});

// Nor do other pictures have these.
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

/** A cursor over the run. While one moment is on its way only the latest wish is remembered. */
export class Moments {
  readonly #requests: Requests;
  #busy = false;
  /** Undefined: nothing is wished for. */
  #wish: number | null | undefined;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** Asks the worker again which steps it has. */
  async refresh(): Promise<void> {
    const answer = await this.#told(this.#requests.moments());
    if (answer) useMoments.setState(answer);
  }

  /** @param step the latest moment at or before it is shown; null is the present */
  async show(step: number | null): Promise<void> {
    this.#wish = step;
    if (this.#busy) return;
    this.#busy = true;
    while (this.#wish !== undefined) {
      const wish: number | null = this.#wish;
      this.#wish = undefined;
      const answer = wish === null ? { moment: null } : await this.#told(this.#requests.moment({ step: wish }));
      // The present needs no answer and must not be overtaken by an older one.
      if (answer && this.#wish !== null) useMoments.setState(answer);
    }
    this.#busy = false;
  }

  async #told<T>(request: Promise<T>): Promise<T | null> {
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

/** As `moments.show`, for whoever does not wait. */
export function scrub(step: number | null): void {
  void moments.show(step);
}
