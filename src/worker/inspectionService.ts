import type { ImageDataset } from '../engine/data/dataset';
import { LIMITS } from '../engine/data/limits';
import {
  cropAndResize,
  inChannels,
  normalised,
  type PatchCut,
  type Pixels,
  patchMeans,
  rgbPixels,
  splitPixels,
  withHidden,
} from '../engine/data/pixels';
import { Inspector } from '../engine/inspect/inspector';
import type { ImportedModel } from '../engine/io/importedModel';
import type { Normalisation } from '../engine/kernels/randAugment';
import type { Teacher } from '../engine/models/teacher';
import { unpackedReading } from '../engine/train/momentHistory';
import type { Run } from '../engine/train/run';
import { ProblemError } from '../experiment/problem';
import { gridOf, type StudentShape } from '../experiment/student/shape';
import { exportStudent } from './exportStudent';
import type { Answer, Ask, ImageLogits, Inspection, LookAsk, Picture, PictureChoice, Subject } from './protocol';
import { attentionOf, toRgba } from './views';

/** What the student's requests are about. */
export interface LookContext {
  dataset: ImageDataset | null;
  run: Run | null;
  teacher: Teacher | null;
}

/** A model and what is needed to show it pictures. */
interface Viewer {
  inspector: Inspector;
  shape: StudentShape;
  channels: number;
  classes: string[];
  normalisation: Normalisation;
}

/** A picture as it is stored, and as a model sees it. */
interface Shown {
  original: Picture;
  /** [S, S, C], 0…255. */
  pixels: Float32Array<ArrayBuffer>;
  label: number | null;
  object: Float32Array<ArrayBuffer> | null;
}

/** Answers the Look view: passes one picture through the student as it is now, or through the opened model. Also exports the student. */
export class InspectionService {
  readonly #context: () => LookContext;
  #student: { run: Run; viewer: Viewer } | null = null;
  #model: { model: ImportedModel; viewer: Viewer } | null = null;
  #lost = false;

  constructor(context: () => LookContext) {
    this.#context = context;
  }

  async look(ask: LookAsk): Promise<Inspection> {
    const viewer = this.#viewer(ask.subject);
    const { shape, classes, normalisation } = viewer;
    const { target } = ask;
    if (target !== null && !(Number.isInteger(target) && target >= 0 && target < classes.length))
      throw new ProblemError('bad-config', `There is no class ${target}: the model has ${classes.length} classes.`);
    const { original, pixels, label, object } = this.#show(ask, viewer);
    const step = ask.subject === 'student' ? this.#context().run!.trainer.step : null;
    const reading = await viewer.inspector.inspect(normalised(pixels, normalisation), target);
    const { imageSize, depth, heads, distToken } = shape;
    return {
      ...reading,
      subject: ask.subject,
      step,
      layers: depth,
      heads,
      grid: gridOf(shape),
      tokens: distToken ? 2 : 1,
      classes,
      original,
      seen: {
        rgba: toRgba(imageSize ** 2, viewer.channels, (i) => Math.round(pixels[i]!)),
        width: imageSize,
        height: imageSize,
      },
      label: ask.subject === 'student' ? label : null,
      object,
    };
  }

  mask({ masks, ...ask }: Ask<'mask'>): Promise<ImageLogits> {
    const viewer = this.#viewer(ask.subject);
    const cut = cutOf(viewer.shape);
    if (masks.some((mask) => mask.length !== cut.grid ** 2))
      throw new ProblemError('bad-config', `A mask has one number for each of the ${cut.grid ** 2} patches.`);
    const image = normalised(this.#show(ask, viewer).pixels, viewer.normalisation);
    return viewer.inspector.logits(masks.map((mask) => withHidden(image, mask, cut)));
  }

  moments(): Answer<'moments'> {
    return { steps: this.#context().run?.probes.moments.records.map(({ step }) => step) ?? [] };
  }

  moment({ step }: Ask<'moment'>): Answer<'moment'> {
    const { run, dataset } = this.#context();
    const kept = run?.probes.moments.at(step);
    if (!run || !dataset || !kept) return { moment: null };
    const { trainer, history } = run;
    const attention = attentionOf(kept.step, kept.probes, unpackedReading(kept), dataset, trainer.config);
    // The terms of step s are computed with the weights after s steps; the newest weights have seen no batch yet.
    const terms = history.terms(kept.step) ?? history.terms(kept.step - 1);
    return { moment: structuredClone({ attention, terms }) };
  }

  async exportWeights(): Promise<Answer<'exportWeights'>> {
    const { run, dataset } = this.#context();
    if (!run || !dataset) throw notBuilt();
    return exportStudent(run, dataset);
  }

  /** Replaces the model that was open. The service disposes the model. */
  open(model: ImportedModel): void {
    this.closeModel();
    const { shape, data, classes, normalisation, student } = model;
    const inspector = new Inspector(student, null);
    this.#model = { model, viewer: { inspector, shape, channels: data.channels, classes, normalisation } };
  }

  closeModel(): void {
    this.#model?.viewer.inspector.dispose();
    this.#model?.model.dispose();
    this.#model = null;
  }

  /** Call before the run is disposed. */
  closeStudent(): void {
    this.#student?.viewer.inspector.dispose();
    this.#student = null;
  }

  /** The device is lost: nothing on it is used or disposed. */
  abandon(): void {
    this.#student = null;
    this.#model = null;
    this.#lost = true;
  }

  /** There is a device again. */
  revive(): void {
    this.#lost = false;
  }

  get hasModel(): boolean {
    return this.#model !== null;
  }

  /** Whether there is no device at the moment. */
  get lost(): boolean {
    return this.#lost;
  }

  #viewer(subject: Subject): Viewer {
    if (subject === 'model') {
      if (this.#model) return this.#model.viewer;
      throw new ProblemError('not-found', 'No model is open.', {
        remedy: 'Open a model file, or look at the student.',
      });
    }
    const { run, dataset, teacher } = this.#context();
    if (!run || !dataset) throw notBuilt();
    if (this.#student?.run !== run) {
      this.closeStudent();
      const { student, config } = run.trainer;
      const { channels, classes, mean, std } = dataset;
      const inspector = new Inspector(student, teacher);
      const viewer = { inspector, shape: config, channels, classes, normalisation: { mean, std } };
      this.#student = { run, viewer };
    }
    return this.#student.viewer;
  }

  /** The picture of a request as the model sees it. */
  #show({ subject, picture, box }: LookAsk, { shape, channels }: Viewer): Shown {
    const { pixels, original, label, mask } = picked(picture, this.#context().dataset);
    const whole = box ?? ([0, 0, pixels.width, pixels.height] as const);
    if (!(whole.every(Number.isFinite) && whole[2] > 0 && whole[3] > 0))
      throw new ProblemError('bad-config', 'The crop has no area.', { remedy: 'Draw it again.' });
    // The student sees pictures of its data set as in training.
    const as = subject === 'student' && picture.from !== 'own' ? 'training' : 'photo';
    const { imageSize } = shape;
    const object = mask && patchMeans(cropAndResize(mask, whole, imageSize, as), cutOf(shape));
    return { original, pixels: cropAndResize(inChannels(pixels, channels), whole, imageSize, as), label, object };
  }
}

function notBuilt(): ProblemError {
  return new ProblemError('bad-config', 'No experiment is built yet.', { remedy: 'Wait until it is ready.' });
}

function cutOf(shape: StudentShape): PatchCut {
  return { size: shape.imageSize, patch: shape.patchSize, grid: gridOf(shape) };
}

interface Picked {
  pixels: Pixels;
  original: Picture;
  label: number | null;
  /** 1 where the object is; null if unknown. */
  mask: Pixels | null;
}

function picked(picture: PictureChoice, dataset: ImageDataset | null): Picked {
  if (picture.from === 'own') {
    const { rgba, width, height } = picture.picture;
    if (width * height > LIMITS.picturePixels || rgba.length !== 4 * width * height || rgba.length === 0)
      throw new ProblemError('bad-file', `A picture of ${width} × ${height} pixels cannot be shown to the model.`);
    return { pixels: rgbPixels(rgba, height, width), original: picture.picture, label: null, mask: null };
  }
  const split = dataset?.[picture.from];
  if (!dataset || !split || !(Number.isInteger(picture.index) && picture.index >= 0 && picture.index < split.count))
    throw new ProblemError('bad-config', `The data set has no ${picture.from} picture ${picture.index}.`);
  const { height, width } = dataset;
  const pixels = splitPixels(dataset, split, picture.index);
  const area = height * width;
  const mask = split.masks?.subarray(picture.index * area, (picture.index + 1) * area);
  return {
    pixels,
    original: { rgba: toRgba(area, pixels.channels, (i) => pixels.values[i]!), width, height },
    label: split.labels[picture.index]!,
    // A picture of texture alone has no object.
    mask: mask?.includes(1) ? { values: mask, height, width, channels: 1 } : null,
  };
}
