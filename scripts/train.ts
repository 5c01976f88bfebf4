/** `npm run train`: trains one experiment in Node. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ImageDataset } from '../src/engine/data/dataset';
import { readRunFile } from '../src/engine/io/runFile';
import { asBefore, type EvaluationRecord, type RunBefore } from '../src/engine/train/checkpoint';
import type { ExperimentConfig } from '../src/experiment/config';
import { fineTunedOf } from '../src/experiment/fineTune';
import { runName } from '../src/experiment/runName';
import { forwardMacs, tokenCount } from '../src/experiment/student/shape';
import { experimentOf } from '../src/experiment/trials/plan';
import { command, writableFolder } from './cli';
import { interruptible } from './headless/interruptible';
import { openLaboratory } from './headless/laboratory';
import { readJson } from './headless/readJson';
import { trainInFolder } from './headless/trialFolder';
import { ProgressBar } from './progressBar';

const DESCRIPTION = {
  call: 'npm run train --',
  about: 'Trains one experiment in Node, as the page does, and writes the run, the student’s weights and its metrics.',
  notes: [
    'The configuration is a JSON object with fields of the experiment by name, or { "link": "…#…" } with a link from Share. { "from": "run.safetensors", "imageSize": 48 } fine-tunes the student of that run at a larger picture size; the path is relative to the configuration.',
    'After an interruption, the same command continues from the last checkpoint.',
  ],
  options: {
    config: { value: 'FILE', help: 'the configuration', required: true },
    out: { value: 'DIR', help: 'folder for the results', required: true },
    name: { value: 'NAME', help: 'name of the run (default: data set, strategy and seed)' },
    teachers: { value: 'DIR', help: 'folder of trained teachers', default: 'public/teachers' },
    'other-tests': { flag: true, help: 'also measures the student on other test sets: other-tests.csv' },
  },
  example: '--config experiment.json --out results/first',
} as const;

export const main = command(DESCRIPTION, async (values) => {
  const { config, before, fingerprint } = await experimentIn(values.config);
  writableFolder(values.out);
  const bar = new ProgressBar();
  const laboratory = await openLaboratory(values.teachers, (line) => bar.say(line));
  const dataset = await laboratory.dataset(config);
  bar.say(`${dataset.about.name} on ${laboratory.adapter}`);
  if (before) {
    if (fingerprint !== dataset.fingerprint)
      throw new Error(`${values.config}: the run that it continues was trained on other images.`);
    bar.say(
      `fine-tuned from step ${before.step} ${costs(before.config, config, dataset)}; before: ${shares(before.evaluation)}`,
    );
  }
  const { checkpoint, seconds } = await trainInFolder({
    ...{ name: values.name ?? runName(config, dataset.about.name), config, folder: values.out },
    ...{ dataset, laboratory, before },
    otherTests: values['other-tests'],
    progress: (fraction, label) => bar.show(fraction, label),
    signal: interruptible(),
  });
  const last = checkpoint.evaluations.at(-1)!;
  bar.say(`${checkpoint.step} steps in ${seconds} s; on ${last.images} test images: ${shares(last)}`);
});

/** The experiment of a file, and the run that it fine-tunes, if any. */
async function experimentIn(
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
    `${(forwardMacs(config, data) / 1e6).toFixed(2)} million multiply–adds per image`;
  const of = (config: ExperimentConfig) => `${config.imageSize} px (${tokenCount(config)} tokens, ${macs(config)})`;
  return `at ${of(from)}, now ${of(to)}`;
}

function shares(evaluation: EvaluationRecord | null): string {
  if (!evaluation) return 'not tested';
  return Object.entries({ ...evaluation.accuracy, teacher: evaluation.teacher })
    .flatMap(([name, share]) => (share === null ? [] : [`${name} ${(100 * share).toFixed(2)} %`]))
    .join(', ');
}
