/**
 * What the page and the training worker say to each other: types only, one file a subject. Every request has an id, every response
 * names its request, events come unasked; docs/protocol.md describes it.
 */
export type { OwnFile } from '../../engine/data/own/files';
export type { ImageLogits } from '../../engine/inspect/inspector';
export type { KeptFile } from '../../engine/io/download';
export type { RunSummary } from '../../engine/io/runSummary';
export type { TeacherInfo, TeacherPoint } from '../../engine/io/teacherProvider';
export type { GpuReport, InferenceReport, InferenceRequest, StepPrediction } from '../../engine/measure/report';
export type { EvaluationRecord, FineTunedFrom, MetricTable } from '../../engine/train/checkpoint';
export type { TokenRecord } from '../../engine/train/tokenHistory';
export type { Problem, ProblemKind } from '../../experiment/problem';
export type { OtherTests, TestSetExample } from '../../experiment/testSets';
export type { DatasetCard, Picture } from './dataset';
export type { BackendName, Started } from './device';
export type { WorkerEvent } from './events';
export type { Box, Inspection, LookAsk, PictureChoice, Subject } from './inspection';
export type { KeptCurves } from './keptRuns';
export type {
  Answer,
  Ask,
  Empty,
  RequestKind,
  RequestMessage,
  Requests,
  ResponseMessage,
  WorkerMessage,
} from './messages';
export type { OpenAsk, OpenedModel, StudentFile } from './models';
export type { Configured, RunPhase, RunStatus, TrainingCurves } from './run';
export type { AttentionSnapshot, Moment, ProbeView, StepSnapshot } from './snapshot';
export type { TrialAnswer, TrialAsk } from './trials';
