import type { DatasetId } from '../../experiment/config';
import type { ImageDataset, TaskControl } from './dataset';
import { type DataSource, loadPrepared } from './remote';
import { makeShapes } from './shapes';

/**
 * A data set by its name, drawn here or loaded from the prepared files.
 * @param seed of drawn pictures; without it the one that shipped teachers know.
 * @throws ProblemError as the data set's own file says; the control's reason when cancelled.
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
