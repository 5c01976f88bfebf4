import type { TaskControl } from '../engine/data/dataset';
import { Downloads } from '../engine/io/download';
import { modelAddress } from '../engine/io/hubAddress';
import { ImportedModel } from '../engine/io/importedModel';
import { classesOfFile, factsOfConfig, type ModelFacts } from '../engine/io/modelFacts';
import { ProblemError } from '../experiment/problem';
import { parameterCount, tokenCount } from '../experiment/student/shape';
import { openCache } from '../storage/caches';
import type { InspectionService } from './inspectionService';
import type { Answer, Ask, LookAsk, OpenAsk, OpenedModel, OwnFile, Started } from './protocol';

/** Larger than any list of class names. */
const MAX_ABOUT_BYTES = 2 ** 22;

/** Opens models next to the student, while training continues. */
export class ModelLoader {
  readonly #looks: InspectionService;
  readonly #downloads: () => Promise<Downloads>;
  #maxBufferBytes = Number.POSITIVE_INFINITY;
  /** The open model, which is opened again on a new device. */
  #opened: OpenAsk | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(looks: InspectionService, downloads = openDownloads) {
    this.#looks = looks;
    this.#downloads = downloads;
  }

  /** Remembers the largest buffer of the device. */
  fitting(started: Started): Started {
    this.#maxBufferBytes = started.maxBufferBytes;
    return started;
  }

  open(ask: OpenAsk, control: TaskControl): Promise<OpenedModel> {
    return this.#inTurn(() => this.#open(ask, control));
  }

  close(): void {
    this.#opened = null;
    this.#looks.closeModel();
  }

  /** Call before using the opened model: if the device was lost, the model is opened again. */
  async ready({ subject }: Pick<LookAsk, 'subject'>, control: TaskControl): Promise<void> {
    if (subject !== 'model') return;
    if (this.#looks.lost) throw deviceLost();
    await this.#inTurn(async () => {
      if (this.#opened && !this.#looks.hasModel) await this.#open(this.#opened, control);
    });
  }

  async kept({ forget }: Ask<'keptModels'>): Promise<Answer<'keptModels'>> {
    const downloads = await this.#downloads();
    if (forget !== null) await downloads.forget(forget);
    const kept = await downloads.kept();
    return { kept: kept.filter(({ address }) => address.endsWith('.safetensors')) };
  }

  async #open(ask: OpenAsk, control: TaskControl): Promise<OpenedModel> {
    control.signal.throwIfAborted();
    const { source, name, facts } = await this.#fetched(ask, control);
    const model = await ImportedModel.open(source, name, facts, control, this.#maxBufferBytes);
    if (this.#looks.lost) throw deviceLost();
    this.#looks.open(model);
    this.#opened = ask;
    const { shape, data, classes } = model;
    return {
      name: model.name,
      shape,
      data,
      parameters: parameterCount(shape, data),
      tokens: tokenCount(shape),
      named: classes.some((label, i) => label !== `class ${i}`),
    };
  }

  async #fetched({ weights, about, heads }: OpenAsk, control: TaskControl) {
    const given = { ...(about && (await factsOfFile(about))), ...(heads !== null && { heads }) };
    if (!('address' in weights)) return { source: weights.file, name: weights.path.split('/').at(-1)!, facts: given };
    const address = modelAddress(weights.address, self.location.origin);
    control.progress(0, `Loading ${address.name}`);
    const downloads = await this.#downloads();
    const config = await downloads.text(address.config, control);
    const facts: ModelFacts = { ...(config !== null && factsOfConfig(config, 'config.json')), ...given };
    return { source: await downloads.file(address.weights, address.name, control), name: address.name, facts };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

async function openDownloads(): Promise<Downloads> {
  return new Downloads((url, init) => fetch(url, init), (await openCache('models')) ?? null);
}

/** Reads a config.json, or a list of class names in any supported form. */
async function factsOfFile({ path, file }: OwnFile): Promise<ModelFacts> {
  if (file.size > MAX_ABOUT_BYTES)
    throw new ProblemError('bad-file', `${path} is too large for a config.json or a list of class names.`);
  const text = await file.text();
  const facts = /^\s*\{/.test(text) ? factsOfConfig(text, path) : {};
  return Object.keys(facts).length > 0 ? facts : { classes: classesOfFile(text, path) };
}

function deviceLost(): ProblemError {
  return new ProblemError('device-lost', 'The graphics device was lost.', {
    kept: 'The model is opened again as soon as there is a new device.',
  });
}
