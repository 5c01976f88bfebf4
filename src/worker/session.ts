/** The worker's entry: requests come in, answers and events go out. */
import { Dispatcher } from './dispatcher';
import { handlersOf } from './handlers';
import { ModelLoader } from './modelLoader';
import type { RequestMessage, WorkerMessage } from './protocol';
import { RunFiles } from './runFiles';
import { buffersOf } from './transfer';
import { WorkerSession } from './workerSession';

function post(message: WorkerMessage, transfer: boolean): void {
  self.postMessage(message, { transfer: transfer ? buffersOf(message) : [] });
}

const session = new WorkerSession((event) => post({ type: 'event', event }, true));
const handlers = handlersOf(session, new ModelLoader(session.looks), new RunFiles(session.archive));
const dispatcher = new Dispatcher(handlers, post);

self.onmessage = ({ data }: MessageEvent<RequestMessage>) => dispatcher.receive(data);
