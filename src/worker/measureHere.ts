import type { TaskControl } from '../engine/data/dataset';
import type { GpuDevice } from '../engine/gpu/device';
import { measureGpu } from '../engine/measure/measureGpu';
import type { GpuReport, MeasureRequest } from '../engine/measure/report';
import { ProblemError } from '../engine/problem';

/**
 * Measures the worker's device; a device that goes away meanwhile ends it.
 *
 * @throws ProblemError `no-adapter` without WebGPU, `device-lost`, `out-of-memory`, `cancelled`
 */
export async function measureHere(
  gpu: GpuDevice | null,
  request: MeasureRequest,
  control: TaskControl,
): Promise<GpuReport> {
  if (!gpu)
    throw new ProblemError('no-adapter', 'There is no WebGPU here, so there is no GPU to measure.', {
      remedy: 'Open the page in a browser with WebGPU.',
    });
  const lost = gpu.device.lost.then(() => {
    throw new ProblemError('device-lost', 'The graphics device was lost while it was measured.', {
      kept: 'The run goes on from its last snapshot.',
      remedy: 'Measure again once it does.',
    });
  });
  return Promise.race([measureGpu(gpu, request, control), lost]);
}
