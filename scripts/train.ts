/**
 * Trains one experiment of the page in Node: npm run train -- --config FILE --out DIR [--teachers folder] [--other-tests]
 * FILE is JSON with fields of the experiment by name, or { "link": "…#…" } from the page's Share. With { "from": "run.safetensors",
 * "imageSize": 48 } the student of that run is fine-tuned at a larger picture size; `from` is a run file, named from FILE's folder.
 * The same command goes on after an interruption. With --other-tests the trained student is also measured on other test sets:
 * other-tests.csv.
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ImageDataset } from '../src/engine/data/dataset';
import { readRunFile } from '../src/engine/io/runFile';
import { asBefore, type EvaluationRecord, type RunBefore } from '../src/engine/train/checkpoint';
import type { ExperimentConfig } from '../src/experiment/config';
import { fineTunedOf } from '../src/experiment/fineTune';
import { forwardMacs, tokenCount } from '../src/experiment/student/shape';
import { experimentOf } from '../src/experiment/trials/plan';
import { interruptible } from './headless/interruptible';
import { openLaboratory } from './headless/laboratory';
import { readJson } from './headless/readJson';
import { trainInFolder } from './headless/trialFolder';
import { ProgressBar } from './progressBar';

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      config: { type: 'string' },
      out: { type: 'string' },
      teachers: { type: 'string', default: 'public/teachers' },
      'other-tests': { type: 'boolean', default: false },
    },
  });
  if (!values.config || !values.out) throw new Error('npm run train -- --config FILE --out DIR');
  const { config, before, fingerprint } = await asked(values.config);
  const bar = new ProgressBar();
  const laboratory = await openLaboratory(values.teachers, (line) => bar.say(line));
  const dataset = await laboratory.dataset(config);
  bar.say(`${dataset.about.name} on ${laboratory.adapter}`);
  if (before) {
    if (fingerprint !== dataset.fingerprint)
      throw new Error(`${values.config}: the run that it goes on from was trained on other images.`);
    bar.say(
      `fine-tuned from step ${before.step} ${costs(before.config, config, dataset)}; before: ${shares(before.evaluation)}`,
    );
  }
  const { checkpoint, seconds } = await trainInFolder({
    ...{ name: values.out, config, folder: values.out, dataset, laboratory, before },
    otherTests: values['other-tests'],
    progress: (fraction, label) => bar.show(fraction, label),
    signal: interruptible(),
  });
  const last = checkpoint.evaluations.at(-1)!;
  bar.say(`${checkpoint.step} steps in ${seconds} s; on ${last.images} test images: ${shares(last)}`);
}

/** The experiment of a file, and what it is fine-tuned from, if it asks for that. */
async function asked(
  file: string,
): Promise<{ config: ExperimentConfig; before: RunBefore | null; fingerprint: string }> {
  const { from, ...given } = await readJson(file);
  if (from === undefined) return { config: experimentOf(given, file), before: null, fingerprint: '' };
  if (typeof from !== 'string') throw new Error(`${file}: from must name a run file.`);
  const path = resolve(dirname(file), from);
  const { checkpoint } = readRunFile(await readBytes(path), path);
  const before = asBefore(checkpoint);
  const config = fineTunedOf(before.config, given, file);
  return { config, before, fingerprint: checkpoint.datasetFingerprint };
}

async function readBytes(path: string): Promise<Uint8Array> {
  return readFile(path).catch(() => {
    throw new Error(`${path}: it cannot be read.`);
  });
}

function costs(from: ExperimentConfig, to: ExperimentConfig, { channels, classes }: ImageDataset): string {
  const data = { channels, classes: classes.length };
  const macs = (config: ExperimentConfig) =>
    `${(forwardMacs(config, data) / 1e6).toFixed(2)} million multiply–adds an image`;
  const of = (config: ExperimentConfig) => `${config.imageSize} px (${tokenCount(config)} tokens, ${macs(config)})`;
  return `at ${of(from)}, now ${of(to)}`;
}

function shares(evaluation: EvaluationRecord | null): string {
  if (!evaluation) return 'not tested';
  return Object.entries({ ...evaluation.accuracy, teacher: evaluation.teacher })
    .flatMap(([name, share]) => (share === null ? [] : [`${name} ${(100 * share).toFixed(2)} %`]))
    .join(', ');
}
