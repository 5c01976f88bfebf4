import { ProblemError } from '../../experiment/problem';
import { type TrialsOfFile, trialsOfFile } from '../../experiment/trials/plannedFile';
import { problemsText } from '../../sentences/problems';

/** A recording that is shipped with the page. */
export interface Recording {
  file: string;
  name: string;
}

/** All of them. A page without recordings is whole all the same. */
export async function fetchRecordings(): Promise<Recording[]> {
  try {
    const response = await fetch(new URL('runs/index.json', document.baseURI));
    const given: unknown = response.ok ? await response.json() : [];
    return Array.isArray(given) ? given.filter(isRecording) : [];
  } catch {
    return [];
  }
}

/** @throws ProblemError `not-found` where it cannot be had, `bad-file` where it is damaged */
export async function fetchRecording({ file }: Recording): Promise<TrialsOfFile> {
  const response = await fetch(new URL(`runs/${file}`, document.baseURI));
  if (!response.ok) {
    const { kind, message } = problemsText.recordingMissing(file, response.status);
    throw new ProblemError(kind, message);
  }
  return trialsOfFile(await response.text(), file);
}

function isRecording(given: unknown): given is Recording {
  const { file, name } = (given ?? {}) as Partial<Recording>;
  return typeof file === 'string' && /^[\w-]+\.json$/.test(file) && typeof name === 'string';
}
