/** Size and training time of the shipped teachers, from the files next to their weights. */
import { create } from 'zustand';

export interface ShippedTeacher {
  parameters: number;
  /** Multiply–accumulates of one forward pass of one picture. */
  macs: number;
  /** Duration of its training, in seconds. */
  seconds: number;
}

/** By the name of their files. */
export const useShippedTeachers = create<Partial<Record<string, ShippedTeacher>>>()(() => ({}));

/**
 * A teacher without a file, or with an unreadable one, stays unknown.
 * @param name of its files, see `shippedTeacherName`
 */
export async function fetchShippedTeacher(name: string) {
  if (useShippedTeachers.getState()[name]) return;
  const about = await fetch(new URL(`teachers/${name}.json`, document.baseURI))
    .then((response) => (response.ok ? (response.json() as Promise<Record<string, unknown>>) : null))
    .catch(() => null);
  const { parameters, macs, durationSeconds: seconds } = about ?? {};
  if (typeof parameters === 'number' && typeof macs === 'number' && typeof seconds === 'number')
    useShippedTeachers.setState({ [name]: { parameters, macs, seconds } });
}
