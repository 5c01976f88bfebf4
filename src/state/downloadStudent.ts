import type { StudentFile } from '../worker/protocol';
import { client } from './client';

/**
 * The student with its current weights, as a file for PyTorch. Training continues.
 * @throws ProblemError
 */
export function fetchStudentFile(): Promise<StudentFile> {
  return client.request('exportWeights', {});
}
