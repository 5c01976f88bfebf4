/** Images per second over a sliding window of three seconds, without pauses. */
export class Throughput {
  #marks: { time: number; images: number }[] = [{ time: performance.now(), images: 0 }];
  perSecond = 0;

  count(images: number): void {
    const last = this.#marks.at(-1)!;
    const mark = { time: performance.now(), images: last.images + images };
    this.#marks.push(mark);
    while (this.#marks.length > 2 && mark.time - this.#marks[0]!.time > 3000) this.#marks.shift();
    const first = this.#marks[0]!;
    if (mark.time > first.time) this.perSecond = (1000 * (mark.images - first.images)) / (mark.time - first.time);
  }

  /** Excludes the time since the last `count`, which was not training. */
  skip(): void {
    const shift = performance.now() - this.#marks.at(-1)!.time;
    this.#marks = this.#marks.map(({ time, images }) => ({ time: time + shift, images }));
  }
}
