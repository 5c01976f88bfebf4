import { type DrawnId, isPrepared, type PreparedId } from '../../experiment/datasets';
import type { ImageDataset, TaskControl } from './dataset';
import { type DataSource, loadPrepared } from './remote';
import { makeShapes, type ShapesOptions } from './shapes';

/** What draws each data set that is not loaded. */
const DRAWN: Readonly<
  Record<DrawnId, (control: TaskControl, options: Partial<ShapesOptions>) => Promise<ImageDataset>>
> = {
  shapes: makeShapes,
};

/**
 * Draws a data set or loads it from its prepared files.
 *
 * @param seed seed of drawn images; by default the seed of the shipped teachers' data
 * @throws ProblemError as `loadPrepared`; the control's reason if cancelled
 */
export async function loadDataset(
  id: DrawnId | PreparedId,
  source: DataSource,
  control: TaskControl,
  seed?: number,
): Promise<ImageDataset> {
  if (isPrepared(id)) return loadPrepared(id, source, control);
  return DRAWN[id](control, seed === undefined ? {} : { seed });
}
