import { loadDataset } from '../engine/data/catalogue';
import type { ImageDataset, TaskControl } from '../engine/data/dataset';
import { loadOwn } from '../engine/data/own';
import { decodeInBrowser } from '../engine/data/own/browserImages';
import { openCache } from '../storage/caches';
import type { Ask } from './protocol';

/**
 * Loads the requested data set.
 * @param baseUrl the page's folder; prepared data sets are in its `data/`
 * @throws ProblemError `not-found`, `bad-file`; the control's reason when cancelled
 */
export async function loadData(ask: Ask<'loadDataset'>, baseUrl: string, control: TaskControl): Promise<ImageDataset> {
  const { files = [], size, seed = 0 } = ask;
  if (ask.dataset === 'own')
    return loadOwn(files, { decodeImage: decodeInBrowser, seed, ...(size && { size }) }, control);
  const source = {
    baseUrl: new URL('data/', baseUrl).href,
    fetch: (url: string, init?: RequestInit) => fetch(url, init),
    cache: await openCache('datasets'),
  };
  return loadDataset(ask.dataset, source, control, ask.seed);
}
