import type { DatasetId } from '../../experiment/config';
import type { ImageDataset, TaskControl } from './dataset';
import { type DataSource, loadPrepared } from './remote';
import { makeShapes } from './shapes';

/**
 * Draws a data set or loads it from its prepared files.
 *
 * @param seed seed of drawn images; by default the seed of the shipped teachers' data
 * @throws ProblemError as `loadPrepared`; the control's reason if cancelled
 */
export async function loadDataset(
  id: Exclude<DatasetId, 'own'>,
  source: DataSource,
  control: TaskControl,
  seed?: number,
): Promise<ImageDataset> {
  if (id === 'shapes') return makeShapes(control, seed === undefined ? {} : { seed });
  return loadPrepared(id, source, control);
}
