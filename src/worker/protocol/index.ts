/**
 * What the page and the training worker say to each other. Types only. Every request has an id; every response names its
 * request; events come unasked. Arrays are transferred, never shared. Images travel as RGBA bytes, ready for `ImageData`.
 */
import type { DatasetAbout } from '../../engine/data/dataset';
import type { OwnFile } from '../../engine/data/own/files';
import type { KeptFile } from '../../engine/io/download';
import type { RunSummary } from '../../engine/io/runSummary';
import type { GpuReport, InferenceReport, InferenceRequest, MeasureRequest } from '../../engine/measure/report';
import type { EvaluationRecord, FineTunedFrom, MetricTable } from '../../engine/train/checkpoint';
import type { TokenRecord } from '../../engine/train/tokenHistory';
import type { DataShape, ExperimentConfig } from '../../experiment/config';
import type { DatasetId } from '../../experiment/datasets';
import type { LiveValues } from '../../experiment/fields/live';
import type { Problem } from '../../experiment/problem';
import type { RandAugmentOp } from '../../experiment/randAugment';
import type { StudentShape } from '../../experiment/student/shape';
import type { OtherTests } from '../../experiment/testSets';
import type { Trial, TrialResult } from '../../experiment/trials/trials';
import type { RunStatus } from './status';

export type { OwnFile } from '../../engine/data/own/files';
export type { KeptFile } from '../../engine/io/download';
export type { RunSummary } from '../../engine/io/runSummary';
export type { GpuReport, InferenceReport, InferenceRequest, StepPrediction } from '../../engine/measure/report';
export type {
  EvaluationRecord as Evaluation,
  FineTunedFrom,
  MetricTable as StepMetrics,
} from '../../engine/train/checkpoint';
export type { TokenRecord } from '../../engine/train/tokenHistory';
export type { Problem, ProblemKind } from '../../experiment/problem';
export type { OtherTests, TestSetExample } from '../../experiment/testSets';
export type { RunPhase, RunStatus } from './status';

// ───────────────────────────────────────────────────────────── requests

export type BackendName = 'webgpu' | 'webgl' | 'cpu';

/** A request's parameters and its answer, by kind. */
export interface Requests {
  /** First of all: a device. `auto` takes WebGPU, else WebGL, else fails with `no-adapter`. Files lie below `baseUrl`; `page` names the page through reloads. */
  start: { ask: { backend: BackendName | 'auto'; baseUrl: string; page: string }; answer: Started };
  /** Loads a data set; progress comes as `progress` events with this request's id. `files` and the side that pictures are read at for `own` only. */
  loadDataset: {
    ask: { dataset: DatasetId; files?: OwnFile[]; size?: number; seed?: number };
    answer: DatasetCard;
  };
  /**
   * Builds student and teacher. Goes on with the interrupted run when `resume` is set and its configuration is the same, or with
   * the run that was kept under the id `kept`, whose configuration this must be. With `fineTune` the student begins with the weights
   * that the present one has now, its position embedding resized to the new picture size. The run before is kept.
   */
  configure: {
    ask: { config: ExperimentConfig; resume: boolean; kept?: string; fineTune?: boolean };
    answer: Configured;
  };
  play: { ask: Empty; answer: Empty };
  pause: { ask: Empty; answer: Empty };
  /** One optimiser step, then pause. */
  step: { ask: Empty; answer: Empty };
  /** Back to the same initial weights, step 0. What was trained so far is kept. */
  reset: { ask: Empty; answer: Configured };
  live: { ask: { values: Partial<LiveValues> }; answer: Empty };
  /** Steps a second; null is full speed. */
  speed: { ask: { stepsPerSecond: number | null }; answer: Empty };
  /** Which test images the attention strip shows. */
  probes: { ask: { indices: number[] }; answer: Empty };
  /** Decodes one picture of the person's own, turned as the camera was held and at most 512 pixels a side. */
  readPicture: { ask: { file: OwnFile }; answer: Picture };
  /** One picture through a model, with the weights of this moment: while training too, between two steps. */
  look: { ask: LookAsk; answer: Inspection };
  /** The same picture with some of its patches hidden (1 in a mask of [patches]) in the data's mean colour, mask by mask. */
  mask: { ask: LookAsk & { masks: Uint8Array<ArrayBuffer>[] }; answer: MaskedAnswers };
  /** Steps of which the probes' moments are kept, rising: at most 48, evenly on a logarithmic axis, eight megabytes in all. */
  moments: { ask: Empty; answer: { steps: number[] } };
  /** The latest kept moment at or before a step; null where there is none. */
  moment: { ask: { step: number }; answer: { moment: Moment | null } };
  /** The student as a safetensors file in timm's layout, with the weights of this moment. */
  exportWeights: { ask: Empty; answer: StudentFile };
  /** Opens a model beside the student, in the place of the one that was open before: that one stays where this fails. */
  openModel: { ask: OpenAsk; answer: OpenedModel };
  closeModel: { ask: Empty; answer: Empty };
  /** Model files from the network that this browser keeps, after one of them was forgotten. */
  keptModels: { ask: { forget: string | null }; answer: { kept: KeptFile[] } };
  /** Stops a long request (loading, teacher training); that request then fails with `cancelled`. */
  cancel: { ask: { request: number }; answer: Empty };
  /** Measures this GPU and what students would take on it. Training rests meanwhile and goes on afterwards. */
  benchmark: { ask: Omit<MeasureRequest, 'data'>; answer: GpuReport };
  /** Times the answers of students and of the teacher on this GPU. Training rests meanwhile and goes on afterwards. */
  inference: { ask: InferenceRequest; answer: InferenceReport };
  /** One of matched trials, from its kept beginning if there is one. Training rests meanwhile and goes on afterwards. */
  trial: { ask: TrialAsk; answer: TrialAnswer };
  /** Keeps the run as it is; the name is null where nothing new was to be kept. */
  keepRun: { ask: Empty; answer: { name: string | null } };
  /** The kept runs, the latest first; after changes they come as an event. */
  runs: { ask: Empty; answer: { runs: RunSummary[] } };
  runHistory: { ask: { id: string }; answer: RunCurves };
  renameRun: { ask: { id: string; name: string }; answer: Empty };
  deleteRun: { ask: { id: string }; answer: Empty };
  /** Brings back the run that was deleted last. */
  bringBackRun: { ask: Empty; answer: Empty };
  /** A kept run as one file. */
  exportRun: { ask: { id: string }; answer: { file: Uint8Array<ArrayBuffer> } };
  /** Reads a run's file; `takeRun` then takes in what was read last. */
  readRun: { ask: { file: OwnFile }; answer: { run: RunSummary } };
  takeRun: { ask: Empty; answer: { run: RunSummary } };
  /** The student of this moment on other test sets. Training rests meanwhile and goes on afterwards. */
  otherTests: { ask: Empty; answer: OtherTests };
  /** Breaks something on purpose, so that anyone can see the recovery work. */
  fault: { ask: { fault: 'lose-device' | 'crash-worker' | 'poison-weights' }; answer: Empty };
}

export type RunCurves = Pick<History, 'metrics' | 'evaluations'>;

export interface TrialAsk {
  trial: Trial;
  /** Answers of the class head without distillation, for the same seed and value; null where that was not trained. */
  plain: Uint16Array<ArrayBuffer> | null;
  /** Whether the finished student is also asked about other test sets. */
  otherTests: boolean;
  /** Fingerprint of the images that finished trials of its set were trained on; null where there are none. */
  images: string | null;
}

export interface TrialAnswer {
  result: TrialResult;
  /** What its class head answers for each test image. */
  answers: Uint16Array<ArrayBuffer>;
  dataset: { id: DatasetId; name: string; fingerprint: string };
  classes: string[];
}

export type RequestKind = keyof Requests;
export type Empty = Record<string, never>;
export type Ask<K extends RequestKind> = Requests[K]['ask'];
export type Answer<K extends RequestKind> = Requests[K]['answer'];

export type RequestMessage = { [K in RequestKind]: { id: number; kind: K; ask: Ask<K> } }[RequestKind];
export type ResponseMessage =
  | { type: 'response'; id: number; ok: true; answer: Answer<RequestKind> }
  | { type: 'response'; id: number; ok: false; problem: Problem };
export type WorkerMessage = ResponseMessage | { type: 'event'; event: WorkerEvent };

export interface Started {
  backend: BackendName;
  /** E.g. "nvidia ada-lovelace", "google swiftshader (software)". */
  adapter: string;
  software: boolean;
  maxBufferBytes: number;
  /** Name of a Web Lock that the worker holds as long as it lives: its release tells the page of a death without a word. */
  lifeLock?: string;
}

export interface DatasetCard {
  about: DatasetAbout;
  fingerprint: string;
  classes: string[];
  height: number;
  width: number;
  channels: number;
  trainCount: number;
  testCount: number;
  /** Training images by class, [classes]. */
  perClass: number[];
  /** A grid of training samples, some of each class in class order. */
  samples: { rgba: Uint8ClampedArray<ArrayBuffer>; label: number }[];
  /** What was done on the way in, as sentences for the person. */
  notes: string[];
}

export interface Configured {
  parameters: number;
  /** Multiply–accumulates of one forward pass of one image. */
  macs: number;
  tokens: number;
  /** Steps of one epoch, and of the whole run. */
  stepsPerEpoch: number;
  totalSteps: number;
  /** Short hash of the initial weights: proof of the same start. */
  initialWeightsHash: string;
  teacher: TeacherInfo | null;
  /** What it is fine-tuned from; null where it began with fresh weights. */
  before: FineTunedFrom | null;
  /** Set when a kept run was restored. */
  resumedAtStep: number | null;
  /** The restored history, so that the curves are there again. */
  history: History | null;
}

export interface TeacherInfo {
  name: string;
  parameters: number;
  /** Multiply–accumulates of one forward pass of one picture, at its own size. */
  macs: number;
  /** Top-1 on the test split, 0…1. */
  testAccuracy: number;
  source: 'pretrained' | 'trained here';
  /** What its training took, in seconds, wherever it was. */
  seconds: number;
}

export interface History {
  metrics: MetricTable;
  evaluations: EvaluationRecord[];
  /** The two tokens over the probes, some hundred steps at most. */
  tokens: TokenRecord[];
}

// ─────────────────────────────────────────────────────────────── events

export type WorkerEvent =
  | { kind: 'status'; status: RunStatus }
  | { kind: 'progress'; request: number; fraction: number; label: string }
  | { kind: 'metrics'; metrics: MetricTable }
  | { kind: 'teacher-curve'; points: TeacherPoint[] }
  | { kind: 'evaluation'; evaluation: EvaluationRecord }
  | { kind: 'now'; now: StepSnapshot }
  | { kind: 'attention'; attention: AttentionSnapshot }
  | { kind: 'runs'; runs: RunSummary[] }
  | { kind: 'problem'; problem: Problem }
  | { kind: 'recovered'; message: string; step: number };

export interface TeacherPoint {
  step: number;
  totalSteps: number;
  loss: number;
  testAccuracy: number | null;
}

/** One image of the current batch on its way through the two losses. */
export interface StepSnapshot {
  step: number;
  /** The picture in the data set, and the augmented crop that student and teacher see. */
  original: Picture;
  augmented: Picture;
  /** Crop box in the original, in pixels: left, top, width, height; may reach outside (padding). */
  box: [number, number, number, number];
  flipped: boolean;
  /** What RandAugment did to it, in this order. */
  ops: RandAugmentOp[];
  /** A rectangle of it was erased. */
  erased: boolean;
  /**
   * The picture it was mixed with: its true label, the one that the student learns from (see `given`), its share of both, and whether
   * it was cut in or blended.
   */
  mixed: { label: number; given: number | null; share: number; cut: boolean } | null;
  /** The true label. */
  label: number;
  /** The label that the student learns from, perhaps a wrong one; null where it has none. */
  given: number | null;
  /** Logits, [classes]; the page turns them into probabilities at the τ it shows. */
  cls: Float32Array<ArrayBuffer>;
  dist: Float32Array<ArrayBuffer> | null;
  teacher: Float32Array<ArrayBuffer> | null;
  /** This batch's means: the plotted numbers. */
  terms: { total: number; labelTerm: number; labelLoss: number; teacherTerm: number; teacherLoss: number };
  /** The live values that this step used. */
  live: LiveValues;
}

export interface Picture {
  rgba: Uint8ClampedArray<ArrayBuffer>;
  width: number;
  height: number;
}

/** The two tokens' attention over the probes: raw softmax rows of every layer and head, cut to the patches. */
export interface AttentionSnapshot {
  step: number;
  layers: number;
  heads: number;
  /** Patches a side. */
  grid: number;
  /** 1 without, 2 with a distillation token; [0] is the class token. */
  tokens: 1 | 2;
  /** [probe, layer, head, token, patch], row-major. */
  maps: Float32Array<ArrayBuffer>;
  /** Cosine of the two tokens before the first block and after each, mean over the probes, [layers + 1]. */
  cosine: Float32Array<ArrayBuffer> | null;
  /**
   * Share of each token's attention to the patches that lies on the object: the last layer's, mean over heads and over the
   * probes that have an object, [tokens]; null where none has.
   */
  onObject: Float32Array<ArrayBuffer> | null;
  probes: ProbeView[];
}

export interface ProbeView {
  index: number;
  label: number;
  picture: Picture;
  cls: Float32Array<ArrayBuffer>;
  dist: Float32Array<ArrayBuffer> | null;
  teacher: Float32Array<ArrayBuffer> | null;
}

// ───────────────────────────────────────────────────────────────── Look

/** What is looked into: the student as it is now, or the model that was opened beside it. */
export type Subject = 'student' | 'model';

/** A picture of the data set, or one that somebody brought. */
export type PictureChoice = { from: 'test' | 'train'; index: number } | { from: 'own'; picture: Picture };

/** Left, top, width, height in the picture's pixels. */
export type Box = [number, number, number, number];

export interface LookAsk {
  subject: Subject;
  picture: PictureChoice;
  /** What of the picture is shown to the model, resized to its input; null is all of it. */
  box: Box | null;
  /** Class whose logit is followed back in the gradient-weighted maps; null is what the head itself says. */
  target: number | null;
}

/** One model's view of one picture. T tokens: class token, distillation token where there is one, patches. */
export interface Inspection {
  subject: Subject;
  /** Optimiser steps that the student had done; null for an opened model. */
  step: number | null;
  layers: number;
  heads: number;
  /** Patches a side. */
  grid: number;
  /** Prefix tokens: 2 with a distillation token, else 1. */
  tokens: 1 | 2;
  classes: string[];
  /** The picture as it is stored or was brought, and as the model sees it. */
  original: Picture;
  seen: Picture;
  /** Index into `classes`; null where nobody knows. */
  label: number | null;
  /** Share of each patch that the object covers, 0…1, [patches]; only Shapes knows it. */
  object: Float32Array<ArrayBuffer> | null;
  /** Softmax rows of all tokens, [layer, head, T, T], rows are queries. */
  attention: Float32Array<ArrayBuffer>;
  /** Gradient-weighted rollout (Chefer et al. 2021) from `head` to row 0 and from `head_dist` to row 1, each [T]. */
  gradientRollout: { cls: Float32Array<ArrayBuffer>; dist: Float32Array<ArrayBuffer> | null };
  /** Cosine of class and distillation token before the first block and after each, [layers + 1]; null without the latter. */
  cosine: Float32Array<ArrayBuffer> | null;
  /** Logits, [classes]. */
  cls: Float32Array<ArrayBuffer>;
  dist: Float32Array<ArrayBuffer> | null;
  teacher: Float32Array<ArrayBuffer> | null;
}

/** Logits with each of the masks, [mask, classes]. */
export interface MaskedAnswers {
  cls: Float32Array<ArrayBuffer>;
  dist: Float32Array<ArrayBuffer> | null;
}

/** A model to be opened. */
export interface OpenAsk {
  /** A safetensors file, or an address to load it from. */
  weights: OwnFile | { address: string };
  /** A config.json or a list of class names; it stands above what the file itself says. */
  about: OwnFile | null;
  /** Attention heads, where nothing else tells; null where that is not so. */
  heads: number | null;
}

export interface OpenedModel {
  name: string;
  shape: StudentShape;
  data: DataShape;
  parameters: number;
  tokens: number;
  /** Whether somebody gave its classes names; else they are numbers. */
  named: boolean;
}

/** A student to be taken home, and what it takes to use it. */
export interface StudentFile {
  file: Uint8Array<ArrayBuffer>;
  /** Optimiser steps that it had done. */
  step: number;
  shape: StudentShape;
  data: DataShape;
  /** Of pixels scaled to 0…1, one a channel. */
  normalisation: { mean: number[]; std: number[] };
  classes: string[];
  trainedOn: DatasetId;
}

/** The probes at one step of the run, as they were seen then; kept at log-spaced steps, with the run. */
export interface Moment {
  attention: AttentionSnapshot;
  /** The plotted loss terms of that step; null where no step was taken yet. */
  terms: StepSnapshot['terms'] | null;
}
