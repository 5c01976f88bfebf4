/** The Look view's request and its latest answer. At most one request is in flight, and only the latest one waits. */
import { create } from 'zustand';
import { type Problem, problemOf } from '../experiment/problem';
import type { Box, ImageLogits, Inspection, LookAsk, Picture, PictureChoice, Subject } from '../worker/protocol';
import { client } from './client';
import { useSession } from './session';

/** While the run trains, requests take at most about this share of the worker's time … */
const SHARE = 0.05;
/** … and come no faster than this, in milliseconds. */
const MIN_PAUSE = 250;

export interface LookState extends LookAsk {
  /** The latest answer. While `pending`, it may belong to an earlier request. */
  inspection: Inspection | null;
  pending: boolean;
  /** Why the latest request failed. */
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

/** Requests what the store asks for, each time that it changes. */
export class Look {
  readonly #request: Request;
  #asked: LookAsk | null = null;
  #waiting = false;
  #pause = MIN_PAUSE;
  /** Milliseconds that the latest request took. */
  #took = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(request: Request) {
    this.#request = request;
  }

  /** Chooses a picture: all of it, or the central square of an own one that is not square, so that nothing is stretched. */
  choosePicture(picture: PictureChoice) {
    this.#change({ picture, box: picture.from === 'own' ? centralSquare(picture.picture) : null });
  }

  /** @param box in the picture's pixels; null is all of it */
  crop(box: Box | null) {
    this.#change({ box });
  }

  /** @param target class whose logit the gradient maps follow; null is each head's own prediction */
  follow(target: number | null) {
    this.#change({ target });
  }

  chooseSubject(subject: Subject) {
    this.#change({ subject, target: null });
  }

  /** Requests the same again, for instance because the student has learned since. */
  again() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#asked) this.#waiting = true;
    else void this.#ask();
  }

  /** Requests again whenever the run has moved on, but rarely enough to cost it little. @returns a function that stops this */
  watch(): () => void {
    this.again();
    const stop = useSession.subscribe(({ status, built }, before) => {
      // A request without a device got no answer.
      if (built !== before.built || (before.status.phase === 'recovering' && status.phase !== 'recovering'))
        this.again();
      else if (useLook.getState().subject !== 'student') return;
      // If nothing trains, nothing is slowed down: the student is always shown as it is.
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
      // A new worker starts, and its run triggers the next request.
      if (problem.kind !== 'worker-crashed') useLook.setState({ problem });
    }
    const took = performance.now() - begun;
    // A request that compiled kernels says nothing about the time of the next one.
    this.#pause = Math.max(MIN_PAUSE, Math.min(took, this.#took) / SHARE);
    this.#took = took;
    this.#asked = null;
    const again = this.#waiting;
    this.#waiting = false;
    if (again) await this.#ask();
    else useLook.setState({ pending: false });
  }
}

function centralSquare({ width, height }: Picture): Box | null {
  const side = Math.min(width, height);
  if (width === height) return null;
  return [Math.floor((width - side) / 2), Math.floor((height - side) / 2), side, side];
}

export const look = new Look((ask) => client.request('look', ask));

/**
 * The logits of the heads for the current picture under each of the masks, see `masksOf`.
 * @throws ProblemError
 */
export function answersBehind(masks: Uint8Array<ArrayBuffer>[], signal?: AbortSignal): Promise<ImageLogits> {
  const { subject, picture, box, target } = useLook.getState();
  return client.request('mask', { subject, picture, box, target, masks }, signal ? { signal } : {});
}
