import type { ProbeReading } from '../../engine/train/attentionProbe';
import type { BatchReadback } from '../../engine/train/batchReadback';
import type { MetricTable } from '../../engine/train/checkpoint';
import type { StepRecord } from '../../engine/train/trainer';
import type { RandAugmentOp } from '../../experiment/randAugment';
import type { Picture } from './dataset';
import type { Empty } from './messages';

export interface SnapshotRequests {
  /** Chooses the test images of the attention strip. */
  probes: { ask: { indices: number[] }; answer: Empty };
  /** Steps whose moment is stored, rising: at most 48 on a logarithmic axis, and at most eight megabytes together. */
  moments: { ask: Empty; answer: { steps: number[] } };
  /** The latest stored moment at or before a step; null if there is none. */
  moment: { ask: { step: number }; answer: { moment: Moment | null } };
}

/** One image of the current batch on its way through the two losses. */
export interface StepSnapshot
  extends Pick<StepRecord, 'step' | 'label' | 'given' | 'live'>,
    // Logits; the page turns them into probabilities at the τ that it shows.
    Pick<BatchReadback, 'cls' | 'dist' | 'teacher'> {
  /** The picture in the data set, and the augmented crop that student and teacher see. */
  original: Picture;
  augmented: Picture;
  /** Crop box in the original, in pixels: left, top, width, height; may reach outside (padding). */
  box: [number, number, number, number];
  flipped: boolean;
  /** What RandAugment did to the crop, in this order. */
  ops: RandAugmentOp[];
  /** Whether a rectangle of the crop was erased. */
  erased: boolean;
  /**
   * The picture that it was mixed with: its true label, the label that the student learns from (see `given`), its share of both, and
   * whether it was cut in or blended.
   */
  mixed: { label: number; given: number | null; share: number; cut: boolean } | null;
  /** The means of this batch: the plotted numbers. */
  terms: Record<Exclude<keyof MetricTable, 'step' | 'learningRate'>, number>;
}

/** Attention of the two tokens over the probes. */
export interface AttentionSnapshot extends Pick<ProbeReading, 'maps' | 'cosine' | 'onObject'> {
  step: number;
  layers: number;
  heads: number;
  /** Patches a side. */
  grid: number;
  /** 1 without, 2 with a distillation token; [0] is the class token. */
  tokens: 1 | 2;
  probes: ProbeView[];
}

/** One probe with its logits, [classes]. */
export interface ProbeView extends Pick<BatchReadback, 'cls' | 'dist' | 'teacher'> {
  index: number;
  label: number;
  picture: Picture;
}

/** The probes at one step of the run. Moments are stored at log-spaced steps, with the run. */
export interface Moment {
  attention: AttentionSnapshot;
  /** The plotted loss terms of that step; null before the first step. */
  terms: StepSnapshot['terms'] | null;
}
