import { Deit } from '../models/deit';
import { ProblemError } from '../problem';
import type { StudentShape } from '../spec/deitShape';
import type { DataShape } from '../spec/experiment';
import { classNames, factsOfMetadata, headsOf, type ModelFacts, normalisationOf } from './modelFacts';
import type { TensorFile } from './safetensors';
import { timmModel } from './timm';

/** A DeiT or ViT from a file, on the device with just the file's numbers, ready to be looked into. */
export class ImportedModel {
  readonly name: string;
  readonly shape: StudentShape;
  readonly data: DataShape;
  /** Names, by output. */
  readonly classes: string[];
  /** Of pixels scaled to 0…1, one a channel: what `student` was trained on. */
  readonly normalisation: { mean: number[]; std: number[] };
  readonly student: Deit;

  /**
   * @param file what it is called, for messages and as the model's name.
   * @param facts what is known beside the file; it stands above the file's own metadata.
   * @throws ProblemError `bad-file` before anything is put on the device.
   */
  constructor({ tensors, metadata }: TensorFile, file: string, facts: ModelFacts = {}) {
    const { shape, data, names } = timmModel(tensors, file);
    const known = { ...factsOfMetadata(metadata), ...facts };
    this.name = file.replace(/\.safetensors$/i, '');
    this.shape = { ...shape, heads: headsOf(shape.dim, known, file) };
    this.data = data;
    this.classes = classNames(data.classes, known, file);
    this.normalisation = normalisationOf(data.channels, known);
    const weights = new Map<string, Float32Array>();
    for (const [name, inFile] of names) {
      const { data: numbers } = tensors.get(inFile)!;
      if (!(numbers instanceof Float32Array))
        throw new ProblemError('bad-file', `${file}: tensor ${inFile} is not F32.`);
      weights.set(name, numbers);
    }
    this.student = new Deit(this.shape, data, (name) => weights.get(name)!);
  }

  dispose(): void {
    this.student.dispose();
  }
}
