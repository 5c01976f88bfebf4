import { create } from 'zustand';
import type { DataShape, ExperimentConfig } from '../experiment/config';
import { STUDENT_PRESETS } from '../experiment/presets';
import { problemOf } from '../experiment/problem';
import { memoryProblem } from '../experiment/student/memory';
import { readSetting, storeSetting } from '../storage/settings';
import type { GpuReport } from '../worker/protocol';
import { goTo } from './address';
import { controller } from './runController';
import { report } from './runState';
import { useSession } from './session';

/** A report and when it was made, ISO 8601. */
export interface DatedReport {
  date: string;
  report: GpuReport;
}

/** What is known of this GPU; kept in the browser for the adapter that it was measured on. */
export interface BenchmarkState {
  latest: DatedReport | null;
  measuring: boolean;
}

export const useBenchmark = create<BenchmarkState>()(() => ({ latest: null, measuring: false }));

/** Takes up what was measured on this adapter before. */
export function recallBenchmark() {
  const adapter = useSession.getState().backend?.adapter;
  if (useBenchmark.getState().latest || !adapter) return;
  try {
    const kept = JSON.parse(readSetting('benchmark') ?? 'null') as DatedReport | null;
    if (kept?.report.adapter === adapter && Number.isFinite(kept.report.tiles.measured))
      useBenchmark.setState({ latest: kept });
  } catch {
    // Nothing is kept, or it is of another version: it can be measured again.
  }
}

/** Measures this GPU with the student that is there, and foretells what the presets would take. */
export async function measure() {
  const { running, card } = useSession.getState();
  if (!running || !card) return;
  useBenchmark.setState({ measuring: true });
  const data = { channels: card.channels, classes: card.classes.length };
  const trainImages = running.trainImages || card.trainCount;
  try {
    const measured = await controller.measure({ student: running, trainImages, presets: presetsOf(running, data) });
    const latest = { date: new Date().toISOString(), report: measured };
    useBenchmark.setState({ latest });
    storeSetting('benchmark', JSON.stringify(latest));
  } catch (error) {
    const problem = problemOf(error);
    if (problem.kind !== 'cancelled') report(problem);
  } finally {
    useBenchmark.setState({ measuring: false });
  }
}

/** The presets as this experiment would train them, each with the largest batch up to its own that fits. */
function presetsOf(running: ExperimentConfig, data: DataShape) {
  const most = useSession.getState().backend?.maxBufferBytes ?? Number.POSITIVE_INFINITY;
  return STUDENT_PRESETS.map(({ id, values }) => {
    const config = { ...running, ...values(running.dataset) };
    while (config.batchSize > 1 && memoryProblem(config, data, most)) config.batchSize >>= 1;
    return { id, config };
  });
}

/** Puts a preset into the experiment, with the batch that was foretold for it. */
export function chooseStudent(id: string, batchSize: number) {
  const preset = STUDENT_PRESETS.find((preset) => preset.id === id);
  const { running } = useSession.getState();
  if (!preset || !running) return;
  controller.change({ ...preset.values(running.dataset), batchSize });
  goTo('train');
}
