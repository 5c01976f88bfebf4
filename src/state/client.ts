import { WorkerClient } from '../worker/client';

/** The one worker of the page. */
export const client = new WorkerClient();
