const CELLS = 24;
/** Milliseconds between two lines where the output is no terminal. */
const QUIET = 30_000;

/** A bar on one line of a terminal; elsewhere a line now and then. */
export class ProgressBar {
  readonly #out = process.stdout;
  #at = 0;

  show(fraction: number, label: string): void {
    const filled = Math.round(CELLS * fraction);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(CELLS - filled)} ${(100 * fraction).toFixed(0).padStart(3)} %  ${label}`;
    if (this.#out.isTTY) {
      this.#out.write(`\r\x1b[K${bar}`);
      return;
    }
    const now = performance.now();
    if (now - this.#at < QUIET) return;
    this.#at = now;
    console.log(bar);
  }

  /** A line that stays. */
  say(line: string): void {
    if (this.#out.isTTY) this.#out.write('\r\x1b[K');
    console.log(line);
  }
}

/** Is aborted by Ctrl-C; what was saved is where to go on. */
export function interruptible(): AbortSignal {
  const abort = new AbortController();
  process.once('SIGINT', () =>
    abort.abort(new Error('Interrupted: the same command goes on from the last checkpoint.')),
  );
  return abort.signal;
}
