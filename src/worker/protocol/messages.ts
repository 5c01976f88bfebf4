import type { Problem } from '../../experiment/problem';
import type { DatasetRequests } from './dataset';
import type { DeviceRequests } from './device';
import type { WorkerEvent } from './events';
import type { InspectionRequests } from './inspection';
import type { KeptRunRequests } from './keptRuns';
import type { ModelRequests } from './models';
import type { RunRequests } from './run';
import type { SnapshotRequests } from './snapshot';
import type { ExclusiveRequests } from './trials';

/** The parameters and the answer of each request, by kind. */
export interface Requests
  extends DeviceRequests,
    DatasetRequests,
    RunRequests,
    SnapshotRequests,
    InspectionRequests,
    ModelRequests,
    KeptRunRequests,
    ExclusiveRequests {
  /** Stops a long request (loading, teacher training …), which then fails with `cancelled`. */
  cancel: { ask: { request: number }; answer: Empty };
}

export type RequestKind = keyof Requests;
export type Empty = Record<string, never>;
export type Ask<K extends RequestKind> = Requests[K]['ask'];
export type Answer<K extends RequestKind> = Requests[K]['answer'];

export type RequestMessage<K extends RequestKind = RequestKind> = {
  [P in K]: { id: number; kind: P; ask: Ask<P> };
}[K];
/** The answer to the request with this id. */
export type ResponseMessage<K extends RequestKind = RequestKind> =
  | { type: 'response'; id: number; ok: true; answer: Answer<K> }
  | { type: 'response'; id: number; ok: false; problem: Problem };
export type WorkerMessage = ResponseMessage | { type: 'event'; event: WorkerEvent };
