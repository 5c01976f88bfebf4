import type { RunSummary } from '../../engine/io/runSummary';
import type { TeacherPoint } from '../../engine/io/teacherProvider';
import type { EvaluationRecord, MetricTable } from '../../engine/train/checkpoint';
import type { Problem } from '../../experiment/problem';
import type { RunStatus } from './run';
import type { AttentionSnapshot, StepSnapshot } from './snapshot';

/** What the worker reports without being asked. */
export type WorkerEvent =
  | { kind: 'status'; status: RunStatus }
  /** How far a request is, 0…1, and what it is doing. */
  | { kind: 'progress'; request: number; fraction: number; label: string }
  | { kind: 'metrics'; metrics: MetricTable }
  | { kind: 'teacher-curve'; points: TeacherPoint[] }
  | { kind: 'evaluation'; evaluation: EvaluationRecord }
  | { kind: 'step-snapshot'; snapshot: StepSnapshot }
  | { kind: 'attention'; attention: AttentionSnapshot }
  /** The kept runs after a change, the latest first. */
  | { kind: 'runs'; runs: RunSummary[] }
  | { kind: 'problem'; problem: Problem }
  /** The run continues from this step after a lost device or invalid weights. */
  | { kind: 'recovered'; message: string; step: number };
