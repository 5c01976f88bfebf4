import { adoptOldDatasets, adoptOldTrial } from '../storage/adoptOldStorage';
import { holdLifeLock } from '../storage/locks';
import { pagePlace } from '../storage/pagePlace';
import { interruptedTable, isInterruptedTrial } from './interruptedTrials';
import type { Ask, Started } from './protocol';
import { isTileChoice } from './tiles';

/**
 * Before and after the device is opened for a page: its place in the browser's storage, what earlier releases left there, and the
 * lock that tells the page of this worker's end.
 */
export async function openPage({ page, baseUrl }: Ask<'start'>, start: () => Promise<Started>): Promise<Started> {
  pagePlace.claim(page);
  await adoptOldTrial(interruptedTable, isInterruptedTrial, isTileChoice);
  await adoptOldDatasets(new URL('data/', baseUrl).href);
  const started = await start();
  const lifeLock = await holdLifeLock();
  return lifeLock === undefined ? started : { ...started, lifeLock };
}
