import type { TaskControl } from './dataset';

/** Longest time in milliseconds without handling messages, such as a cancel. */
const MAX_STRETCH = 40;

/** Keeps a long computation responsive: reports progress, lets the event loop run, and stops on a cancel. */
export class Pace {
  readonly #control: TaskControl;
  #last = performance.now();

  constructor(control: TaskControl) {
    this.#control = control;
  }

  /** Call it often. @param fraction progress, 0…1 @throws the signal's reason if the task is cancelled */
  async tick(fraction: number, label: string): Promise<void> {
    if (performance.now() - this.#last > MAX_STRETCH) {
      this.#control.progress(fraction, label);
      await new Promise((resolve) => setTimeout(resolve));
      this.#last = performance.now();
    }
    this.#control.signal.throwIfAborted();
  }
}
