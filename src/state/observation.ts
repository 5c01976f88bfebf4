import { create } from 'zustand';
import type { AttentionSnapshot, StepSnapshot, TeacherPoint } from '../worker/protocol';

/** The latest snapshots that the worker sent of the run. Each one is replaced as a whole. */
export interface ObservationState {
  now: StepSnapshot | null;
  attention: AttentionSnapshot | null;
  /** The training curve of a teacher that is trained in the page, from its first point. */
  teacherCurve: readonly TeacherPoint[];
  clear(): void;
}

const EMPTY = { now: null, attention: null, teacherCurve: [] };

export const useObservation = create<ObservationState>()((set) => ({ ...EMPTY, clear: () => set(EMPTY) }));
