const WIDTH = 24;

/** How far a task is: a bar that is drawn over itself on a terminal, a line for each stage elsewhere. */
export class ProgressBar {
  readonly #name: string;
  readonly #terminal = process.stdout.isTTY === true;
  #stage = '';

  constructor(name: string) {
    this.#name = name.padEnd(10);
  }

  /** @param fraction 0…1 of the stage, or null where nobody knows. */
  show(stage: string, fraction: number | null): void {
    if (this.#terminal) {
      const full = Math.round((fraction ?? 0) * WIDTH);
      const bar = fraction === null ? '·'.repeat(WIDTH) : '█'.repeat(full) + '░'.repeat(WIDTH - full);
      const share = fraction === null ? '' : `${Math.round(100 * fraction)} %`;
      process.stdout.write(`\r\x1b[2K${this.#name} ${bar} ${share.padStart(5)}  ${stage}`);
    } else if (stage !== this.#stage) console.log(`${this.#name} ${stage} …`);
    this.#stage = stage;
  }

  /** The last word: replaces the bar. */
  end(message: string): void {
    if (this.#terminal) process.stdout.write('\r\x1b[2K');
    console.log(`${this.#name} ${message}`);
  }
}
