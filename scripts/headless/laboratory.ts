import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageDataset, TaskControl } from '../../src/engine/data/dataset';
import type { Teacher } from '../../src/engine/models/teacher';
import type { ExperimentConfig } from '../../src/experiment/config';
import { HEADLESS_IDS, isHeadless } from '../../src/experiment/datasets';
import { preparedFiles } from '../data/fileFetch';
import { installNodeGpu } from '../nodeGpu';

export interface Schooled {
  teacher: Teacher;
  testAccuracy: number;
}

/** What headless runs share: the device, data sets and teachers, each made once. */
export interface Laboratory {
  adapter: string;
  dataset(config: ExperimentConfig): Promise<ImageDataset>;
  /** @returns null where the experiment has no teacher. */
  teacher(config: ExperimentConfig, dataset: ImageDataset): Promise<Schooled | null>;
}

/**
 * @param teachers folder of trained teachers
 * @throws Error when there is no adapter.
 */
export async function openLaboratory(teachers: string, say: (line: string) => void): Promise<Laboratory> {
  await installNodeGpu();
  const { loadDataset } = await import('../../src/engine/data/catalogue');
  const { openGpu } = await import('../../src/engine/gpu/device');
  const { fetchTeacher } = await import('../../src/engine/io/teacherFile');
  const { teacherRecipe } = await import('../../src/experiment/teacherRecipe');
  const { trainTeacher } = await import('../../src/engine/train/trainTeacher');
  const { TrainedTeacher } = await import('../../src/engine/train/trainedTeacher');
  const { adapterName } = await openGpu();
  const datasets = new Map<string, ImageDataset>();
  const known = new Map<string, Schooled>();

  async function pretrained({ teacherFamily }: ExperimentConfig, dataset: ImageDataset): Promise<Schooled> {
    const { signal } = silent();
    const { teacher, provenance } = await fetchTeacher(dataset, teacherFamily, '', fromFolder(teachers), signal);
    return { teacher, testAccuracy: provenance.testAccuracy };
  }

  async function trained(config: ExperimentConfig, dataset: ImageDataset): Promise<Schooled> {
    const { teacherFamily: family, teacherWidth: width, teacherEpochs: epochs, seed } = config;
    const recipe = teacherRecipe(dataset.about.id, { family, width, epochs, seed });
    const { model, testAccuracy } = await trainTeacher(recipe, dataset, silent(), (points) => {
      const { step, testAccuracy } = points.at(-1)!;
      if (testAccuracy !== null) say(`teacher: step ${step}, test ${(100 * testAccuracy).toFixed(2)} %`);
    });
    const teacher = new TrainedTeacher(model, dataset.height);
    model.dispose();
    return { teacher, testAccuracy };
  }

  return {
    adapter: adapterName,
    async dataset({ dataset: id }) {
      if (!isHeadless(id)) throw new Error(`Headless runs know the data sets ${HEADLESS_IDS.join(', ')}, not ${id}.`);
      const dataset = datasets.get(id) ?? (await loadDataset(id, preparedFiles(), silent()));
      datasets.set(id, dataset);
      return dataset;
    },
    async teacher(config, dataset) {
      if (config.teacher === 'none') return null;
      const { teacherFamily, teacherWidth, teacherEpochs, seed } = config;
      const key =
        config.teacher === 'pretrained'
          ? `${dataset.fingerprint}/${teacherFamily}`
          : `${dataset.fingerprint}/${teacherFamily}/${teacherWidth}/${teacherEpochs}/${seed}`;
      const schooled =
        known.get(key) ?? (await (config.teacher === 'pretrained' ? pretrained : trained)(config, dataset));
      known.set(key, schooled);
      return schooled;
    },
  };
}

export function silent(): TaskControl {
  return { progress: () => {}, signal: new AbortController().signal };
}

function fromFolder(folder: string) {
  return async (name: string): Promise<Response> => {
    const bytes = await readFile(join(folder, name)).catch(() => null);
    return bytes ? new Response(new Uint8Array(bytes)) : new Response(null, { status: 404 });
  };
}

/** Of the source that runs; null outside a repository. */
export function commitOfSource(): string | null {
  try {
    const changed = execFileSync('git', ['status', '--porcelain', '--untracked-files=no', 'src'], { encoding: 'utf8' });
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
    return changed ? `${commit} with changes` : commit;
  } catch {
    return null;
  }
}
