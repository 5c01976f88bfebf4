import { type ExperimentConfig, learnsFromTeacher } from '../config';
import { tokenCount } from '../student/shape';
import { shippedTeachers } from '../teachers';
import { experimentFrom, fieldOf, isValueOf } from './table';
import type { Field, FieldKey, FieldValue, NumberField } from './types';
import { formatWithUnit } from './values';

/** Values from an address, a file or the form. Their types are unknown. */
export type AskedConfig = { readonly [K in FieldKey]?: unknown };

export interface Validated {
  config: ExperimentConfig;
  /** One sentence for each corrected field: its label, the requested value, the value used instead and the reason. */
  messages: string[];
}

/** Maximum number of tokens of the student. DeiT at 224 px has 198; attention grows with the square. */
export const MAX_TOKENS = 260;

/**
 * The nearest possible experiment. Never throws. Missing fields take their defaults without a message.
 * @param trainCount training images of the data set, if known
 */
export function validate(asked: AskedConfig, trainCount?: number): Validated {
  const messages: string[] = [];
  const config = experimentFrom((field) => {
    const value = asked[field.key];
    if (value === undefined) return field.default;
    const fitted = nearest(field, value);
    if (fitted.why) messages.push(sentence(field, value, fitted.value, fitted.why));
    return fitted.value;
  });

  const correct = <K extends FieldKey>(key: K, value: ExperimentConfig[K], why: string) => {
    if (config[key] === value) return;
    messages.push(sentence(fieldOf(key), config[key], value, why));
    config[key] = value;
  };
  if (config.teacher === 'pretrained') {
    const shipped = shippedTeachers(config.dataset);
    const [usual] = shipped;
    if (!usual) correct('teacher', 'train', 'no pretrained teacher is shipped for this data set');
    // If there is no choice, the family was chosen for another teacher and has no meaning here.
    else if (shipped.length === 1) config.teacherFamily = usual;
    else if (!shipped.includes(config.teacherFamily))
      correct('teacherFamily', usual, 'no pretrained teacher of this kind is shipped for this data set');
  }
  if (config.teacher === 'none' && learnsFromTeacher(config.distillation))
    correct('distillation', 'none', 'there is no teacher');
  if (config.distillation === 'label') correct('distToken', true, 'two class tokens need it');

  const size = nearestGrid(config);
  correct('imageSize', size.imageSize, `no patch size fits; at most ${MAX_TOKENS} tokens`);
  correct('patchSize', size.patchSize, `it must divide the image size and leave 4 to ${MAX_TOKENS} tokens`);
  correct('heads', nearestDivisor(config.dim, config.heads), 'it must divide the width');

  correct(
    'learningRate',
    Math.max(config.learningRate, config.minLearningRate),
    'it cannot be below the final learning rate',
  );
  correct('warmupEpochs', Math.min(config.warmupEpochs, config.epochs), 'it cannot be longer than the run');
  if (trainCount !== undefined) {
    if (config.trainImages > trainCount) correct('trainImages', 0, `the data set has only ${trainCount}`);
  }
  const images = config.trainImages || trainCount;
  if (images !== undefined) {
    correct('batchSize', Math.min(config.batchSize, images), `only ${images} training images are used`);
    if (config.labelledImages > images) correct('labelledImages', 0, `only ${images} training images are used`);
  }
  return { config, messages };
}

interface Fitted {
  value: FieldValue;
  /** Why it is not the requested value. */
  why?: string;
}

function nearest(field: Field, value: unknown): Fitted {
  switch (field.type) {
    case 'toggle':
      return typeof value === 'boolean' ? { value } : { value: field.default, why: 'it must be on or off' };
    case 'choice': {
      const option = field.options.find((known) => known.value === value);
      if (option) return { value: option.value };
      return { value: field.default, why: `possible values: ${field.options.map((known) => known.value).join(', ')}` };
    }
    case 'number':
      return nearestNumber(field, value);
  }
}

function nearestNumber(field: NumberField, value: unknown): Fitted {
  if (typeof value !== 'number' || Number.isNaN(value)) return { value: field.default, why: 'it must be a number' };
  if (value < field.min) return { value: field.min, why: 'smallest possible' };
  if (value > field.max) return { value: field.max, why: 'largest possible' };
  if (!field.integer) return { value };
  // Adding 0 turns −0 into 0.
  const whole = Math.min(field.max, field.min + Math.round((value - field.min) / field.step) * field.step) + 0;
  if (whole === value) return { value };
  return {
    value: whole,
    why: field.step === 1 ? 'it must be a whole number' : `it must be a multiple of ${field.step}`,
  };
}

/** The possible pair of image and patch size nearest to the requested one. The image size stays if any patch size fits it. */
function nearestGrid({ imageSize, patchSize, distToken }: ExperimentConfig): { imageSize: number; patchSize: number } {
  const byDistance = (field: NumberField, from: number) =>
    range(field).sort((a, b) => Math.abs(a - from) - Math.abs(b - from) || a - b);
  for (const size of byDistance(fieldOf('imageSize'), imageSize)) {
    for (const patch of byDistance(fieldOf('patchSize'), patchSize)) {
      const pair = { imageSize: size, patchSize: patch };
      if (fits({ ...pair, distToken })) return pair;
    }
  }
  throw new Error('The limits of image size and patch size leave no possible pair.');
}

/** Image sizes that can be cut into this student's patches, within the maximum number of tokens; rising. */
export function sizesFor({ patchSize, distToken }: Pick<ExperimentConfig, 'patchSize' | 'distToken'>): number[] {
  return range(fieldOf('imageSize')).filter((imageSize) => fits({ imageSize, patchSize, distToken }));
}

function fits({ imageSize, patchSize, distToken }: Pick<ExperimentConfig, 'imageSize' | 'patchSize' | 'distToken'>) {
  return (
    imageSize % patchSize === 0 &&
    imageSize / patchSize >= 2 &&
    tokenCount({ imageSize, patchSize, distToken }) <= MAX_TOKENS
  );
}

function range(field: NumberField): number[] {
  return Array.from(
    { length: Math.floor((field.max - field.min) / field.step) + 1 },
    (_, i) => field.min + i * field.step,
  );
}

/** The divisor of `whole` nearest to `part`; the smaller one of two at the same distance. */
function nearestDivisor(whole: number, part: number): number {
  for (let distance = 0; distance < whole; distance++) {
    if (part - distance >= 1 && whole % (part - distance) === 0) return part - distance;
    if (whole % (part + distance) === 0) return part + distance;
  }
  return 1;
}

const MAX_QUOTE = 24;

function sentence(field: Field, asked: unknown, used: FieldValue, why: string): string {
  return `${field.label}: ${quote(field, asked)} is not possible; using ${formatWithUnit(field, used)} (${why}).`;
}

function quote(field: Field, asked: unknown): string {
  if (isValueOf(field, asked)) return formatWithUnit(field, asked);
  const text = typeof asked === 'object' || typeof asked === 'function' ? typeof asked : String(asked);
  return `“${text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text}”`;
}
