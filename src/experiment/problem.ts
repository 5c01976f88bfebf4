/** What can go wrong, as data: what happened, what was kept, what to do. Crosses the worker boundary as it is. */
export type ProblemKind =
  | 'no-adapter'
  | 'device-lost'
  | 'out-of-memory'
  | 'bad-file'
  | 'bad-config'
  | 'non-finite'
  | 'not-found'
  | 'not-kept'
  | 'cancelled'
  | 'worker-crashed'
  | 'internal';

export interface Problem {
  kind: ProblemKind;
  /** One sentence that says what happened. */
  message: string;
  /** One sentence that says what was kept. */
  kept?: string;
  /** One sentence that says what to do. */
  remedy?: string;
}

/** An error whose message is meant for the person. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(kind: ProblemKind, message: string, more: { kept?: string; remedy?: string; cause?: unknown } = {}) {
    super(message, { cause: more.cause });
    this.name = 'ProblemError';
    this.problem = {
      kind,
      message,
      ...(more.kept === undefined ? {} : { kept: more.kept }),
      ...(more.remedy === undefined ? {} : { remedy: more.remedy }),
    };
  }
}

/** Any thrown thing as a Problem. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return { kind: 'internal', message: error instanceof Error ? error.message : String(error) };
}

const WITHIN_MS = 60_000;

/** Counts crashes of late, of a worker or a device: what goes away again and again is not had again by itself. */
export class Crashes {
  readonly #most: number;
  #times: number[] = [];

  /** @param most within a minute */
  constructor(most: number) {
    this.#most = most;
  }

  /** @returns whether it is too often now */
  another(): boolean {
    const now = performance.now();
    this.#times = [...this.#times.filter((time) => now - time < WITHIN_MS), now];
    return this.#times.length > this.#most;
  }
}
