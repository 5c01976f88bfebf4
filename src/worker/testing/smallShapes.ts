import type { ImageDataset, TaskControl } from '../../engine/data/dataset';
import { makeShapes } from '../../engine/data/shapes';
import type { Ask } from '../protocol';

/** In place of `loadData`: Shapes with so few test images that the processor evaluates them in milliseconds. */
export function loadSmallShapes(_: Ask<'loadDataset'>, __: string, control: TaskControl): Promise<ImageDataset> {
  return makeShapes(control, { train: 64, test: 40 });
}
