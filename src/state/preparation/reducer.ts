import { DEFAULTS } from '../../experiment/fields/table';
import type { PreparationEvent, PreparationState, Transition } from './types';
import { onUserEvent } from './userEvents';
import { onWorker } from './worker';

export const INITIAL_PREPARATION: PreparationState = {
  startup: 'starting',
  shown: { config: DEFAULTS, messages: [] },
  running: null,
  opening: null,
  device: false,
  imagesGone: false,
  fineTuned: false,
  inFlight: null,
  next: null,
  following: false,
  waiting: [],
  crashes: [],
  lastId: 0,
};

/** The page's way to a run, as a pure function: what the event changes, and what the controller then has to do. */
export function preparationReducer(state: PreparationState, event: PreparationEvent): Transition {
  switch (event.kind) {
    case 'started':
    case 'loaded':
    case 'built':
    case 'viewRestored':
    case 'failed':
    case 'crashed':
      return onWorker(state, event);
    default:
      return onUserEvent(state, event);
  }
}
