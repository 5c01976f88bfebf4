import { create } from 'zustand';
import type { AttentionSnapshot, StepSnapshot, TeacherPoint } from '../worker/protocol';

/** The latest of what the worker showed of its inside. Each is replaced as a whole. */
export interface ObservationState {
  now: StepSnapshot | null;
  attention: AttentionSnapshot | null;
  /** The curve of a teacher that is trained in the page, from its first point. */
  teacherCurve: readonly TeacherPoint[];
  clear(): void;
}

const EMPTY = { now: null, attention: null, teacherCurve: [] };

export const useObservation = create<ObservationState>()((set) => ({ ...EMPTY, clear: () => set(EMPTY) }));
