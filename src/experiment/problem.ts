/** Errors as plain data that crosses the worker boundary: what happened, what was kept, what to do. */
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

/** An error whose message is meant for the user. */
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

/** Any thrown value as a Problem. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return { kind: 'internal', message: error instanceof Error ? error.message : String(error) };
}
