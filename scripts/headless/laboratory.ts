import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { ImageDataset, TaskControl } from '../../src/engine/data/dataset';
import type { PreparedTeacher } from '../../src/engine/io/teacherProvider';
import type { ExperimentConfig } from '../../src/experiment/config';
import { HEADLESS_IDS, isHeadless } from '../../src/experiment/datasets';
import { preparedFiles } from '../data/fileFetch';
import { installNodeGpu } from '../nodeGpu';

/** What headless runs share: the device, data sets and teachers. */
export interface Laboratory {
  adapter: string;
  /** Loads each data set once. @throws Error for the user's own images */
  dataset(config: ExperimentConfig): Promise<ImageDataset>;
  /** Trains each teacher once. @returns null if the experiment has no teacher; the caller disposes it */
  teacher(config: ExperimentConfig, dataset: ImageDataset): Promise<PreparedTeacher | null>;
}

/**
 * @param teachers folder of trained teachers
 * @param say prints a line
 * @throws Error if there is no adapter
 */
export async function openLaboratory(teachers: string, say: (line: string) => void): Promise<Laboratory> {
  await installNodeGpu();
  const { loadDataset } = await import('../../src/engine/data/catalogue');
  const { openGpu } = await import('../../src/engine/gpu/device');
  const { TeacherProvider } = await import('../../src/engine/io/teacherProvider');
  const { adapterName } = await openGpu();
  const datasets = new Map<string, ImageDataset>();
  const provider = new TeacherProvider(`${teachers}/`, fetchFile);
  return {
    adapter: adapterName,
    async dataset({ dataset: id }) {
      if (!isHeadless(id)) throw new Error(`Headless runs know the data sets ${HEADLESS_IDS.join(', ')}, not ${id}.`);
      const dataset = datasets.get(id) ?? (await loadDataset(id, preparedFiles(), silent()));
      datasets.set(id, dataset);
      return dataset;
    },
    teacher: (config, dataset) =>
      provider.prepare(config, dataset, silent(), (points) => {
        const { step, testAccuracy } = points.at(-1)!;
        if (testAccuracy !== null) say(`teacher: step ${step}, test ${(100 * testAccuracy).toFixed(2)} %`);
      }),
  };
}

export function silent(): TaskControl {
  return { progress: () => undefined, signal: new AbortController().signal };
}

async function fetchFile(path: string): Promise<Response> {
  const bytes = await readFile(path).catch(() => null);
  return bytes ? new Response(new Uint8Array(bytes)) : new Response(null, { status: 404 });
}

/** The commit of the source that runs; null outside a repository. */
export function commitOfSource(): string | null {
  try {
    const changed = execFileSync('git', ['status', '--porcelain', '--untracked-files=no', 'src'], { encoding: 'utf8' });
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
    return changed ? `${commit} with changes` : commit;
  } catch {
    return null;
  }
}
