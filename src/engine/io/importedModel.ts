import type { DataShape } from '../../experiment/config';
import { ProblemError } from '../../experiment/problem';
import { lookMemoryProblem } from '../../experiment/student/memory';
import type { StudentShape } from '../../experiment/student/shape';
import type { TaskControl } from '../data/dataset';
import { Deit } from '../models/deit';
import type { ModelFacts } from './modelFacts';
import { type ByteSource, describeModel, headerOf, type ModelDescription, readBytes } from './modelFile';
import { decodeTensor } from './tensorData';

/** A DeiT or ViT from a file, loaded on the device for inspection. */
export class ImportedModel {
  readonly name: string;
  readonly shape: StudentShape;
  readonly data: DataShape;
  /** Class names by output. */
  readonly classes: string[];
  /** Mean and deviation with which `student` expects pixels scaled to 0…1 to be normalised, per channel. */
  readonly normalisation: { mean: number[]; std: number[] };
  readonly student: Deit;

  private constructor({ name, shape, data, classes, normalisation }: ModelDescription, student: Deit) {
    this.name = name;
    this.shape = shape;
    this.data = data;
    this.classes = classes;
    this.normalisation = normalisation;
    this.student = student;
  }

  /**
   * Opens a file: reads and checks the header first, then one tensor after the other.
   *
   * @param file name of the file, for messages
   * @param facts what is known in addition to the file's metadata
   * @param maxBufferBytes largest buffer that the device can bind
   * @throws ProblemError `out-of-memory` if the model is too large for the device; `bad-file` as `describeModel`, or if a tensor is
   * not finite; the control's reason if cancelled
   */
  static async open(
    source: ByteSource,
    file: string,
    facts: ModelFacts,
    control: TaskControl,
    maxBufferBytes = Number.POSITIVE_INFINITY,
  ): Promise<ImportedModel> {
    const header = await headerOf(source, file);
    const description = describeModel(header, file, facts);
    const tooLarge = lookMemoryProblem(description.shape, description.data, description.name, maxBufferBytes);
    if (tooLarge) throw tooLarge;
    const entries = new Map(header.entries.map((entry) => [entry.name, entry]));
    const weights = new Map<string, Float32Array>();
    for (const [name, inFile] of description.names) {
      control.signal.throwIfAborted();
      control.progress(weights.size / entries.size, `Reading ${file}`);
      const entry = entries.get(inFile)!;
      if (entry.dtype === 'I64')
        throw new ProblemError('bad-file', `${file}: tensor ${inFile} is I64, but floats were expected.`);
      const { data } = decodeTensor(entry, await readBytes(source, entry.begin, entry.end, file), file);
      const numbers = data instanceof Float32Array ? data : Float32Array.from(data);
      if (!numbers.every(Number.isFinite)) {
        throw new ProblemError('bad-file', `${file}: tensor ${inFile} holds numbers that are not finite.`);
      }
      weights.set(name, numbers);
    }
    control.signal.throwIfAborted();
    return new ImportedModel(description, new Deit(description.shape, description.data, (name) => weights.get(name)!));
  }

  dispose(): void {
    this.student.dispose();
  }
}
