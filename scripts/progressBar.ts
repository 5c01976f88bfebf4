const CELLS = 24;
/** Milliseconds between two drawings on a terminal, and between two lines elsewhere. */
const FRAME_MS = 100;
const QUIET_MS = 30_000;

/** Progress on one line of a terminal that is redrawn; elsewhere a line now and then. */
export class ProgressBar {
  readonly #terminal = process.stdout.isTTY === true;
  readonly #prefix: string;
  #shownAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /** @param name begins each line */
  constructor(name = '') {
    this.#prefix = name === '' ? '' : `${name}: `;
  }

  /** @param fraction that is done, 0…1 @param label what is being done */
  show(fraction: number, label: string): void {
    clearInterval(this.#timer);
    const elapsed = Date.now() - this.#shownAt;
    if (elapsed < (this.#terminal ? FRAME_MS : QUIET_MS) && !(this.#terminal && fraction === 1)) return;
    this.#shownAt = Date.now();
    const filled = Math.round(CELLS * fraction);
    const percent = (100 * fraction).toFixed(0).padStart(3);
    this.#print(`${'█'.repeat(filled)}${'░'.repeat(CELLS - filled)} ${percent} %  ${label}`);
  }

  /** Something of unknown length: shows how long it has taken. */
  wait(label: string): void {
    clearInterval(this.#timer);
    this.#print(`${label} …`);
    if (!this.#terminal) return;
    const begun = Date.now();
    this.#timer = setInterval(() => this.#print(`${label} ${((Date.now() - begun) / 1000).toFixed(0)} s`), 1000);
  }

  /** A line that stays. */
  say(line: string): void {
    clearInterval(this.#timer);
    if (this.#terminal) process.stdout.write('\r\x1b[K');
    console.log(`${this.#prefix}${line}`);
  }

  #print(line: string): void {
    if (this.#terminal) process.stdout.write(`\r\x1b[K${this.#prefix}${line}`);
    else console.log(`${this.#prefix}${line}`);
  }
}
