/** The measured inference speed of students and of the teacher on this adapter. */
import { create } from 'zustand';
import type { DataShape } from '../experiment/config';
import { problemOf } from '../experiment/problem';
import type { StudentShape } from '../experiment/student/shape';
import { client } from './client';
import { reportProblem } from './runState';
import { useSession } from './session';

export interface SpeedsState {
  /** Images per second of students, by `speedKey`. */
  students: Readonly<Record<string, number>>;
  /** The same of teachers, by their names. */
  teachers: Readonly<Record<string, number>>;
  measuring: boolean;
}

export const useSpeeds = create<SpeedsState>()(() => ({ students: {}, teachers: {}, measuring: false }));

/** Students with the same key are equally fast: what they have learned makes no difference. */
export function speedKey(shape: StudentShape, { channels, classes }: DataShape): string {
  const { imageSize, patchSize, dim, depth, heads, mlpRatio, distToken } = shape;
  return [imageSize, patchSize, dim, depth, heads, mlpRatio, Number(distToken), channels, classes].join('-');
}

/** Measures these students and the current teacher; training pauses until it is done. A failure is shown to the user. */
export async function measureSpeeds(students: readonly { shape: StudentShape; data: DataShape }[]) {
  if (useSpeeds.getState().measuring) return;
  useSpeeds.setState({ measuring: true });
  const teacher = useSession.getState().built?.teacher?.name;
  const byKey = new Map(students.map(({ shape, data }) => [speedKey(shape, data), { shape, data }]));
  const abort = new AbortController();
  const cancel = () => abort.abort();
  const show = (fraction: number | null, label: string) => useSession.setState({ task: { label, fraction, cancel } });
  try {
    const answer = await client.request(
      'inference',
      { students: [...byKey].map(([id, student]) => ({ id, ...student })) },
      { signal: abort.signal, onProgress: show },
    );
    const speeds = Object.entries(answer.students).map(([id, { imagesPerSecond }]) => [id, imagesPerSecond] as const);
    useSpeeds.setState((before) => ({
      students: { ...before.students, ...Object.fromEntries(speeds) },
      teachers:
        teacher && answer.teacher ? { ...before.teachers, [teacher]: answer.teacher.imagesPerSecond } : before.teachers,
    }));
  } catch (error) {
    const problem = problemOf(error);
    if (problem.kind !== 'cancelled' && problem.kind !== 'worker-crashed') reportProblem(problem);
  } finally {
    useSpeeds.setState({ measuring: false });
    useSession.setState(({ task }) => ({ task: task?.cancel === cancel ? null : task }));
  }
}
