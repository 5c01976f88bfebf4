import type { TaskControl } from './dataset';

/** Longest stretch of work, in milliseconds, between two looks at the messages that wait (a cancel among them). */
const STRETCH = 40;

/** Lets a long computation breathe: reports progress, hands the thread back now and then, and stops when asked. */
export class Pace {
  readonly #control: TaskControl;
  #last = performance.now();

  constructor(control: TaskControl) {
    this.#control = control;
  }

  /** @throws the signal's reason when the task was cancelled. */
  async tick(fraction: number, label: string): Promise<void> {
    if (performance.now() - this.#last > STRETCH) {
      this.#control.progress(fraction, label);
      await new Promise((resolve) => setTimeout(resolve));
      this.#last = performance.now();
    }
    this.#control.signal.throwIfAborted();
  }
}
