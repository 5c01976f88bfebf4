/**
 * Trains the teacher of a data set and writes it to public/teachers with its provenance:
 * npm run train-teacher -- --dataset ID [--family FAMILY]
 *   [--epochs n] [--width n] [--blocks n] [--batchSize n] [--seed n] [--out folder]
 * A checkpoint beside the weights is kept while it trains: the same command goes on from there.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { TeacherCurvePoint } from '../src/engine/train/teacherTrainer';
import { HEADLESS_IDS } from '../src/experiment/datasets';
import { shippedTeacherName, TEACHER_FAMILIES } from '../src/experiment/teachers';
import { preparedFiles } from './data/fileFetch';
import { silent } from './headless/laboratory';
import { replaceFile } from './headless/replaceFile';
import { installNodeGpu } from './nodeGpu';

const NUMBERS = ['epochs', 'width', 'blocks', 'batchSize', 'seed'] as const;

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      dataset: { type: 'string', default: 'shapes' },
      family: { type: 'string', default: 'resnet' },
      out: { type: 'string', default: 'public/teachers' },
      epochs: { type: 'string' },
      width: { type: 'string' },
      blocks: { type: 'string' },
      batchSize: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  const id = HEADLESS_IDS.find((known) => known === values.dataset);
  if (!id) throw new Error(`There is no data set ${values.dataset}; there are ${HEADLESS_IDS.join(', ')}.`);
  const family = TEACHER_FAMILIES.find((known) => known === values.family);
  if (!family) throw new Error(`There is no family ${values.family}; there are ${TEACHER_FAMILIES.join(', ')}.`);
  const changes = Object.fromEntries(
    NUMBERS.flatMap((name) => (values[name] === undefined ? [] : [[name, positive(name, values[name])]])),
  );

  await installNodeGpu();
  const { loadDataset } = await import('../src/engine/data/catalogue');
  const { openGpu } = await import('../src/engine/gpu/device');
  const { teacherMacs } = await import('../src/engine/models/teachers');
  const { teacherBytes } = await import('../src/engine/io/teacherFile');
  const { teacherRecipe } = await import('../src/experiment/teacherRecipe');
  const { readTeacherCheckpoint, teacherCheckpointBytes } = await import('../src/engine/io/teacherCheckpoint');
  const { trainTeacher } = await import('../src/engine/train/trainTeacher');

  const dataset = await loadDataset(id, preparedFiles(), silent());
  const recipe = teacherRecipe(id, { family, ...changes });
  const { adapterName } = await openGpu();
  console.log(`${dataset.about.name}: ${dataset.train.count} training images; ${adapterName}`);
  await mkdir(values.out, { recursive: true });
  const path = join(values.out, shippedTeacherName(id, family));
  const kept = `${path}.training`;
  const from = existsSync(kept) ? readTeacherCheckpoint(await readFile(kept), kept) : null;
  if (from) console.log(`Going on from step ${from.step}.`);
  const start = performance.now();
  let lastLine = start;
  const seconds = () => (performance.now() - start) / 1000;
  const onCurve = (points: TeacherCurvePoint[]) => {
    const { step, loss, testAccuracy } = points.at(-1)!;
    if (testAccuracy === null && performance.now() - lastLine < 10_000) return;
    lastLine = performance.now();
    const accuracy = testAccuracy === null ? '' : `, test ${(100 * testAccuracy).toFixed(2)} %`;
    const rate = (((step - (from?.step ?? 0)) * recipe.batchSize) / seconds()).toFixed(0);
    console.log(`${seconds().toFixed(0)} s, step ${step}, loss ${loss.toFixed(4)}${accuracy}, ${rate} images/s`);
  };
  const before = from?.seconds ?? 0;
  const { model, testAccuracy } = await trainTeacher(recipe, dataset, silent(), onCurve, {
    from,
    save: (checkpoint) => replaceFile(kept, teacherCheckpointBytes({ ...checkpoint, seconds: before + seconds() })),
  });

  const provenance = {
    dataset: id,
    fingerprint: dataset.fingerprint,
    classes: dataset.classes,
    imageSize: dataset.height,
    mean: dataset.mean,
    std: dataset.std,
    architecture: model.architecture,
    parameters: model.parameters.count,
    macs: teacherMacs(model.architecture, dataset.height),
    recipe,
    testAccuracy,
    testImages: dataset.test.count,
    command: ['npm run train-teacher --', ...args].join(' '),
    adapter: adapterName,
    durationSeconds: Math.round(before + seconds()),
    date: new Date().toISOString().slice(0, 10),
  };
  await writeFile(`${path}.safetensors`, await teacherBytes(model));
  await writeFile(`${path}.json`, `${JSON.stringify(provenance, null, 2)}\n`);
  await rm(kept, { force: true });
  console.log(`${path}.safetensors: test accuracy ${(100 * testAccuracy).toFixed(2)} %`);
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} must be a whole number, not ${text}.`);
  return value;
}
