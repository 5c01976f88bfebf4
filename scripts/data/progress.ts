const BAR = 30;
const FRAME = 100;

/** What goes on, on one line that changes where there is a terminal; elsewhere one line at the beginning of each step. */
export class Progress {
  readonly #terminal = process.stdout.isTTY === true;
  readonly #name: string;
  #label = '';
  #drawn = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** A step of unknown length: shows that time goes on. */
  wait(label: string): void {
    this.#begin(label);
    if (!this.#terminal) return;
    const start = Date.now();
    const draw = () => this.#draw(`${((Date.now() - start) / 1000).toFixed(0)} s`);
    draw();
    this.#timer = setInterval(draw, 1000);
  }

  /** @param fraction of the step `label` that is done, 0…1. */
  show(label: string, fraction: number): void {
    if (label !== this.#label) this.#begin(label);
    if (!this.#terminal || (fraction < 1 && Date.now() - this.#drawn < FRAME)) return;
    this.#drawn = Date.now();
    const full = Math.round(BAR * fraction);
    this.#draw(`${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${(100 * fraction).toFixed(0)} %`);
  }

  /** Replaces the line by how it ended. */
  end(message: string): void {
    clearInterval(this.#timer);
    if (this.#terminal) process.stdout.write('\r\x1b[K');
    console.log(`${this.#name}: ${message}`);
  }

  #begin(label: string): void {
    clearInterval(this.#timer);
    this.#label = label;
    if (!this.#terminal) console.log(`${this.#name}: ${label} …`);
  }

  #draw(state: string): void {
    process.stdout.write(`\r\x1b[K${this.#name}: ${this.#label} ${state}`);
  }
}
