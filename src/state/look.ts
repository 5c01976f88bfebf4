/** The Look view's question and its latest answer. At most one question is on its way; only the latest one waits. */
import { create } from 'zustand';
import { type Problem, problemOf } from '../experiment/problem';
import type { Box, ImageLogits, Inspection, LookAsk, Picture, PictureChoice, Subject } from '../worker/protocol';
import { client } from './client';
import { useSession } from './session';

/** While the run moves on, looks take at most about this share of the worker's time … */
const SHARE = 0.05;
/** … and come no faster than this, in milliseconds. */
const FASTEST = 250;

export interface LookState extends LookAsk {
  /** The latest answer; it may be that of an earlier question as long as `pending`. */
  inspection: Inspection | null;
  pending: boolean;
  /** Why the latest question has no answer. */
  problem: Problem | null;
}

export const useLook = create<LookState>()(() => ({
  subject: 'student',
  picture: { from: 'test', index: 0 },
  box: null,
  target: null,
  inspection: null,
  pending: false,
  problem: null,
}));

type Request = (ask: LookAsk) => Promise<Inspection>;

/** Asks what the store says, again and again as it changes. */
export class Look {
  readonly #request: Request;
  #asked: LookAsk | null = null;
  #waiting = false;
  #pause = FASTEST;
  /** Milliseconds of the latest look. */
  #took = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(request: Request) {
    this.#request = request;
  }

  /** Another picture: all of it, or the middle square of one that is not square, so that nothing is stretched. */
  choosePicture(picture: PictureChoice) {
    this.#change({ picture, box: picture.from === 'own' ? middleSquare(picture.picture) : null });
  }

  /** @param box in the picture's pixels; null is all of it */
  crop(box: Box | null) {
    this.#change({ box });
  }

  /** @param target null is what each head itself says */
  follow(target: number | null) {
    this.#change({ target });
  }

  chooseSubject(subject: Subject) {
    this.#change({ subject, target: null });
  }

  /** The same question again, e.g. because the student has learned since. */
  again() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#asked) this.#waiting = true;
    else void this.#ask();
  }

  /** Looks again whenever the run moved on, but seldom enough to cost it little. @returns stops */
  watch(): () => void {
    this.again();
    const stop = useSession.subscribe(({ status, built }, before) => {
      // What was asked while there was no device had no answer.
      if (built !== before.built || (before.status.phase === 'recovering' && status.phase !== 'recovering'))
        this.again();
      else if (useLook.getState().subject !== 'student') return;
      // Nothing is held up where nothing runs: what is shown is then the student as it is.
      else if (
        status.phase !== 'running' &&
        (status.step !== before.status.step || status.phase !== before.status.phase)
      )
        this.again();
      else if (status.step !== before.status.step) this.#soon();
    });
    return () => {
      stop();
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  #soon() {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (!this.#asked) void this.#ask();
    }, this.#pause);
  }

  #change(values: Partial<LookAsk>) {
    useLook.setState(values);
    this.again();
  }

  async #ask() {
    const { subject, picture, box, target } = useLook.getState();
    this.#asked = { subject, picture, box, target };
    useLook.setState({ pending: true });
    const begun = performance.now();
    try {
      const inspection = await this.#request(this.#asked);
      useLook.setState({ inspection, problem: null });
    } catch (error) {
      const problem = problemOf(error);
      // A new worker is on its way, and its run will be looked at.
      if (problem.kind !== 'worker-crashed') useLook.setState({ problem });
    }
    const took = performance.now() - begun;
    // One that compiled its kernels first is no measure for the next.
    this.#pause = Math.max(FASTEST, Math.min(took, this.#took) / SHARE);
    this.#took = took;
    this.#asked = null;
    const again = this.#waiting;
    this.#waiting = false;
    if (again) await this.#ask();
    else useLook.setState({ pending: false });
  }
}

function middleSquare({ width, height }: Picture): Box | null {
  const side = Math.min(width, height);
  if (width === height) return null;
  return [Math.floor((width - side) / 2), Math.floor((height - side) / 2), side, side];
}

export const look = new Look((ask) => client.request('look', ask));

/**
 * What the heads say of the picture that is looked at with each of the masks over it, see `masksOf`.
 * @throws ProblemError
 */
export function answersBehind(masks: Uint8Array<ArrayBuffer>[], signal?: AbortSignal): Promise<ImageLogits> {
  const { subject, picture, box, target } = useLook.getState();
  return client.request('mask', { subject, picture, box, target, masks }, signal ? { signal } : {});
}
