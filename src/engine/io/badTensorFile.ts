import { ProblemError } from '../../experiment/problem';

/** Limit of a name in a message. */
const MAX_LETTERS = 80;

/** Throws a ProblemError `bad-file` with this end of the sentence. */
export type Fail = (what: string) => never;

/** @param file name of the file, which begins the sentence */
export function failing(file: string): Fail {
  return (what) => {
    throw new ProblemError('bad-file', `${file}: ${what}`, { remedy: 'Choose a complete safetensors file.' });
  };
}

/** A name from a file in a form that can be shown: without control characters, and not too long. */
export function printable(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '�');
  return clean.length > MAX_LETTERS ? `${clean.slice(0, MAX_LETTERS)}…` : clean;
}
