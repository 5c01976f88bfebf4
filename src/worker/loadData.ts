import type { ImageDataset, TaskControl } from '../engine/data/dataset';
import { makeShapes } from '../engine/data/shapes';
import { ProblemError } from '../engine/problem';
import type { Ask } from './protocol';

/** The data set that was asked for, whole, or nothing. */
export async function loadData(ask: Ask<'loadDataset'>, _baseUrl: string, control: TaskControl): Promise<ImageDataset> {
  if (ask.dataset === 'shapes') return makeShapes(control, ask.seed === undefined ? {} : { seed: ask.seed });
  throw new ProblemError('not-found', 'Only Shapes can be loaded so far.');
}
