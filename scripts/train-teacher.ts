/** `npm run train-teacher`: trains a teacher that the page ships. */
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TeacherCurvePoint } from '../src/engine/train/teacherTrainer';
import { HEADLESS_IDS } from '../src/experiment/datasets';
import { shippedTeacherName, TEACHER_FAMILIES } from '../src/experiment/teachers';
import { command, writableFolder } from './cli';
import { preparedFiles } from './data/fileFetch';
import { silent } from './headless/laboratory';
import { replaceFile } from './headless/replaceFile';
import { installNodeGpu } from './nodeGpu';

const DESCRIPTION = {
  call: 'npm run train-teacher --',
  about: 'Trains a teacher of a data set and writes its weights and their provenance.',
  notes: ['After an interruption, the same command continues from the last checkpoint.'],
  options: {
    dataset: { value: 'ID', choices: HEADLESS_IDS, default: 'shapes', help: 'the data set' },
    family: { value: 'ID', choices: TEACHER_FAMILIES, default: 'resnet', help: 'the kind of network' },
    epochs: { value: 'N', min: 1, help: 'passes over the training images (default: that of the recipe)' },
    width: {
      value: 'N',
      min: 1,
      help: 'channels of the first stage, or the transformer’s width (default: that of the recipe)',
    },
    blocks: { value: 'N', min: 1, help: 'blocks per stage (default: that of the recipe)' },
    batchSize: { value: 'N', min: 1, help: 'images per step (default: that of the recipe)' },
    seed: { value: 'N', min: 0, help: 'seed of everything random (default: that of the recipe)' },
    out: { value: 'DIR', default: 'public/teachers', help: 'folder for the weights' },
  },
  example: '--dataset cifar10 --width 32 --epochs 10',
} as const;

export const main = command(DESCRIPTION, async ({ dataset: id, family, out, ...numbers }) => {
  writableFolder(out);
  const changes = Object.entries(numbers).filter(([, value]) => value !== undefined);

  await installNodeGpu();
  const { loadDataset } = await import('../src/engine/data/catalogue');
  const { openGpu } = await import('../src/engine/gpu/device');
  const { teacherMacs } = await import('../src/engine/models/teachers');
  const { teacherBytes } = await import('../src/engine/io/teacherFile');
  const { teacherRecipe } = await import('../src/experiment/teacherRecipe');
  const { readTeacherCheckpoint, teacherCheckpointBytes } = await import('../src/engine/io/teacherCheckpoint');
  const { trainTeacher } = await import('../src/engine/train/trainTeacher');

  const dataset = await loadDataset(id, preparedFiles(), silent());
  const recipe = teacherRecipe(id, { family, ...Object.fromEntries(changes) });
  const { adapterName } = await openGpu();
  console.log(`${dataset.about.name}: ${dataset.train.count} training images; ${adapterName}`);
  const path = join(out, shippedTeacherName(id, family));
  const kept = `${path}.training`;
  const from = existsSync(kept) ? readTeacherCheckpoint(await readFile(kept), kept) : null;
  if (from) console.log(`Continuing from step ${from.step}.`);
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
    command: [
      DESCRIPTION.call,
      ...Object.entries({ dataset: id, family, ...Object.fromEntries(changes) }).map(
        ([name, value]) => `--${name} ${value}`,
      ),
    ].join(' '),
    adapter: adapterName,
    durationSeconds: Math.round(before + seconds()),
    date: new Date().toISOString().slice(0, 10),
  };
  await writeFile(`${path}.safetensors`, await teacherBytes(model));
  await writeFile(`${path}.json`, `${JSON.stringify(provenance, null, 2)}\n`);
  await rm(kept, { force: true });
  console.log(`${path}.safetensors: test accuracy ${(100 * testAccuracy).toFixed(2)} %`);
});
