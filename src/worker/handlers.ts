import type { TaskControl } from '../engine/data/dataset';
import type { ModelLoader } from './modelLoader';
import { openPage } from './openPage';
import { readOwnPicture } from './ownPicture';
import type { Answer, Ask, Empty, RequestKind } from './protocol';
import type { RunFiles } from './runFiles';
import type { WorkerSession } from './workerSession';

/** Answers one kind of request. @throws ProblemError, which the page receives */
export interface Handler<K extends RequestKind> {
  answer(ask: Ask<K>, control: TaskControl): Promise<Answer<K>> | Answer<K>;
  /** Whether it waits for all serial requests before it. The others are answered at once, also while something long runs. */
  serial?: true;
  /** Whether the answer's buffers are transferred: it is large, and nothing here uses it afterwards. */
  transfer?: true;
}

/** `cancel` concerns other requests, so the dispatcher answers it. */
export type HandledKind = Exclude<RequestKind, 'cancel'>;
export type Handlers = { [K in HandledKind]: Handler<K> };

/** The table of all requests. */
export function handlersOf(session: WorkerSession, models: ModelLoader, files: RunFiles): Handlers {
  const { looks, exclusive, archive } = session;
  return {
    start: {
      serial: true,
      answer: async (ask) => openPage(ask, async () => models.fitting(await session.start(ask))),
    },
    fault: { answer: (ask) => done(session.fault(ask)) },

    loadDataset: { serial: true, answer: (ask, control) => session.loadDataset(ask, control) },
    readPicture: { answer: (ask) => readOwnPicture(ask) },

    configure: { serial: true, answer: (ask, control) => session.configure(ask, control) },
    reset: { serial: true, answer: () => session.reset() },
    play: { answer: () => done(session.play()) },
    pause: { answer: () => done(session.pause()) },
    step: { answer: () => done(session.step()) },
    live: { answer: (ask) => done(session.live(ask)) },
    speed: { answer: (ask) => done(session.speed(ask)) },

    probes: { answer: (ask) => done(session.probes(ask)) },
    moments: { answer: () => looks.moments() },
    moment: { transfer: true, answer: (ask) => looks.moment(ask) },

    look: {
      transfer: true,
      answer: async (ask, control) => {
        await models.ready(ask, control);
        return looks.look(ask);
      },
    },
    mask: {
      transfer: true,
      answer: async (ask, control) => {
        await models.ready(ask, control);
        return looks.mask(ask);
      },
    },

    openModel: { answer: (ask, control) => models.open(ask, control) },
    closeModel: { answer: () => done(models.close()) },
    keptModels: { answer: (ask) => models.kept(ask) },
    exportWeights: { transfer: true, answer: () => looks.exportWeights() },

    keepRun: { answer: () => session.keep() },
    runs: { answer: async () => ({ runs: await archive.list() }) },
    runHistory: { answer: (ask) => files.curves(ask) },
    renameRun: { answer: ({ id, name }) => done(archive.rename(id, name)) },
    deleteRun: { answer: ({ id }) => done(archive.remove(id)) },
    bringBackRun: { answer: () => done(archive.bringBack()) },
    exportRun: { transfer: true, answer: (ask) => files.write(ask) },
    readRun: { answer: (ask) => files.read(ask) },
    takeRun: { answer: () => files.take() },

    benchmark: { answer: (ask, control) => exclusive.benchmark(ask, control) },
    inference: { answer: (ask, control) => exclusive.inference(ask, control) },
    trial: { answer: (ask, control) => exclusive.trial(ask, control) },
    otherTests: { transfer: true, answer: (_, control) => exclusive.otherTests(control) },
  };
}

/** The answer of requests that have nothing to say. */
async function done(work: Promise<void> | void): Promise<Empty> {
  await work;
  return {};
}
