import type { StudentFile } from '../worker/protocol';
import { client } from './client';

/**
 * The student with the weights of this moment, as a file for PyTorch; training goes on.
 * @throws ProblemError
 */
export function studentFile(): Promise<StudentFile> {
  return client.request('exportWeights', {});
}
