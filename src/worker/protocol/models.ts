import type { OwnFile } from '../../engine/data/own/files';
import type { KeptFile } from '../../engine/io/download';
import type { ImportedModel } from '../../engine/io/importedModel';
import type { DatasetId } from '../../experiment/datasets';
import type { Empty } from './messages';

export interface ModelRequests {
  /** The student with its current weights as a safetensors file in timm's layout. */
  exportWeights: { ask: Empty; answer: StudentFile };
  /** Opens a model next to the student. It replaces the model that was open, which stays open if this fails. */
  openModel: { ask: OpenAsk; answer: OpenedModel };
  closeModel: { ask: Empty; answer: Empty };
  /** The downloaded model files that this browser stores. Deletes the one with the address `forget` first, unless that is null. */
  keptModels: { ask: { forget: string | null }; answer: { kept: KeptFile[] } };
}

/** A model to open. */
export interface OpenAsk {
  /** A safetensors file, or an address to load it from. */
  weights: OwnFile | { address: string };
  /** A config.json or a list of class names; overrides what the weights file says. */
  about: OwnFile | null;
  /** Attention heads, needed if neither file says it; else null. */
  heads: number | null;
}

export interface OpenedModel extends Pick<ImportedModel, 'name' | 'shape' | 'data'> {
  parameters: number;
  tokens: number;
  /** Whether its classes have names; else they have numbers only. */
  named: boolean;
}

/** The student as a file, and what is needed to use it. */
export interface StudentFile extends Pick<ImportedModel, 'shape' | 'data' | 'normalisation' | 'classes'> {
  file: Uint8Array<ArrayBuffer>;
  /** Optimiser steps that it had done. */
  step: number;
  trainedOn: DatasetId;
}
