import type { GpuReport, InferenceReport, InferenceRequest, MeasureRequest } from '../../engine/measure/report';
import type { OtherTests } from '../../experiment/testSets';
import type { Trial, TrialResult } from '../../experiment/trials/trials';
import type { TrialsProvenance } from '../../experiment/trials/trialsFile';
import type { Empty } from './messages';

/** Long requests that need the device for themselves: training pauses first and continues afterwards. */
export interface ExclusiveRequests {
  /** Measures this GPU and estimates how long students would take on it. */
  benchmark: { ask: Omit<MeasureRequest, 'data'>; answer: GpuReport };
  /** Times the answers of students and of the teacher on this GPU. */
  inference: { ask: InferenceRequest; answer: InferenceReport };
  /** Trains one of matched trials, from its last snapshot if it was interrupted. */
  trial: { ask: TrialAsk; answer: TrialAnswer };
  /** Tests the student with its current weights on other test sets. */
  otherTests: { ask: Empty; answer: OtherTests };
}

export interface TrialAsk {
  trial: Trial;
  /** Answers of the class head trained without distillation, for the same seed and value; null if that was not trained. */
  plain: Uint16Array<ArrayBuffer> | null;
  /** Whether the finished student is also tested on other test sets. */
  otherTests: boolean;
  /** Fingerprint of the images that finished trials of its set were trained on; null if there are none. */
  images: string | null;
}

export interface TrialAnswer extends Pick<TrialsProvenance, 'dataset' | 'classes'> {
  result: TrialResult;
  /** The answer of its class head for each test image. */
  answers: Uint16Array<ArrayBuffer>;
}
