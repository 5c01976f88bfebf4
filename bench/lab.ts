import '@tensorflow/tfjs-backend-webgpu';
import { openGpu } from '../src/engine/gpu/device';
import { inference } from './inference';
import { installMeter } from './meter';
import { MODELS } from './models';
import { registerStock } from './peers/stockTfjs';
import { profile } from './profile';
import { type ModelResult, runSuite, type SuiteOptions } from './suite';
import { sweep } from './sweep';
import { watching } from './watching';

/** The requested measurements. Plain data, so that it can be passed to a page. */
export interface LabRequest {
  suite: SuiteOptions | null;
  /** Ids of models whose step is profiled. */
  profile: readonly string[];
  sweep: boolean;
  inference: boolean;
  watching: boolean;
  /** How often each implementation has its turn. */
  rounds: number;
}

/** A table with a header row. */
export interface Section {
  title: string;
  rows: string[][];
}

export interface LabResult {
  adapter: string;
  models: ModelResult[];
  tables: Section[];
}

/** Runs everything that needs a GPU, in Node or in a page. */
export async function runLab(request: LabRequest, log: (line: string) => void): Promise<LabResult> {
  installMeter();
  await registerStock();
  const gpu = await openGpu();
  log(`Adapter: ${gpu.adapterName}`);
  const models = request.suite ? await runSuite(gpu, request.suite, log) : [];
  const tables: Section[] = [];
  for (const model of MODELS.filter(({ id }) => request.profile.includes(id)))
    tables.push(await profile(gpu, model, log));
  if (request.sweep) tables.push(await sweep(gpu, log));
  if (request.inference) tables.push(await inference(log));
  if (request.watching) tables.push(await watching(request.rounds, log));
  return { adapter: gpu.adapterName, models, tables };
}
