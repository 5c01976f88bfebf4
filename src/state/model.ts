/** The model that is open next to the student, and how it was opened. */
import { create } from 'zustand';
import { type Problem, problemOf } from '../experiment/problem';
import type { WorkerClient } from '../worker/client';
import type { KeptFile, OpenAsk, OpenedModel } from '../worker/protocol';
import { client } from './client';
import { look } from './look';
import { useSession } from './session';

export interface ModelState {
  opened: OpenedModel | null;
  /** Progress of opening a model; null if none is being opened. */
  task: { label: string; fraction: number | null } | null;
  /** Why the latest model could not be opened. */
  problem: Problem | null;
  /** Downloaded files that this browser stores. */
  kept: readonly KeptFile[];
}

export const useModel = create<ModelState>()(() => ({ opened: null, task: null, problem: null, kept: [] }));

class Models {
  readonly #client: WorkerClient;
  #opened: OpenAsk | null = null;
  #abort: AbortController | null = null;

  constructor(client: WorkerClient) {
    this.#client = client;
    client.onCrash(() => this.#openAgain());
  }

  /** Opens a model and shows it in the Look view. If that fails, the one before stays open. @returns whether it is open */
  async open(ask: OpenAsk): Promise<boolean> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    useModel.setState({ task: { label: '', fraction: null }, problem: null });
    try {
      const opened = await this.#client.request('openModel', ask, {
        signal: abort.signal,
        onProgress: (fraction, label) => this.#abort === abort && useModel.setState({ task: { fraction, label } }),
      });
      this.#opened = ask;
      useModel.setState({ opened });
      look.chooseSubject('model');
      return true;
    } catch (error) {
      const problem = problemOf(error);
      if (this.#abort === abort && problem.kind !== 'cancelled') useModel.setState({ problem });
      return false;
    } finally {
      if (this.#abort === abort) {
        this.#abort = null;
        useModel.setState({ task: null });
      }
      void this.refreshKept();
    }
  }

  cancel() {
    this.#abort?.abort();
  }

  close() {
    this.#opened = null;
    look.chooseSubject('student');
    useModel.setState({ opened: null });
    void this.#client.request('closeModel', {}).catch(() => undefined);
  }

  /** @param forget address of a file to delete first */
  async refreshKept(forget: string | null = null) {
    const answer = await this.#client.request('keptModels', { forget }).catch(() => null);
    if (answer) useModel.setState({ kept: answer.kept });
  }

  /** A new worker has no model: it opens this one again as soon as it has a device. */
  #openAgain() {
    const ask = this.#opened;
    if (!ask) return;
    const stop = useSession.subscribe(({ backend }, before) => {
      if (!backend || backend === before.backend) return;
      stop();
      if (this.#opened === ask) void this.open(ask);
    });
  }
}

export const models = new Models(client);
