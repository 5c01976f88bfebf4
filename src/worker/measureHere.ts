import type { ImageDataset, TaskControl } from '../engine/data/dataset';
import { unlessLost } from '../engine/deviceLoss';
import type { GpuDevice } from '../engine/gpu/device';
import { measureInference } from '../engine/measure/inference';
import { measureGpu } from '../engine/measure/measureGpu';
import type { GpuReport, InferenceReport, InferenceRequest, MeasureRequest } from '../engine/measure/report';
import type { Teacher } from '../engine/models/teacher';
import { ProblemError } from '../experiment/problem';
import { keepTiles, knownTiles } from './tiles';

/**
 * Measures the worker's device and stores the fastest tiles. Ends if the device is lost.
 *
 * @throws ProblemError `no-adapter` without WebGPU, `device-lost`, `out-of-memory`, `cancelled`
 */
export async function measureHere(
  gpu: GpuDevice | null,
  request: MeasureRequest,
  control: TaskControl,
): Promise<GpuReport> {
  return onDevice(gpu, async (device) => {
    const known = await knownTiles(device.adapterName);
    const { report, choice } = await measureGpu(device, request, known, control);
    await keepTiles(device.adapterName, choice);
    return report;
  });
}

/**
 * Times the forward passes of students and of the teacher. Ends if the device is lost.
 *
 * @throws as `measureHere`
 */
export async function answersTimed(
  gpu: GpuDevice | null,
  request: InferenceRequest,
  place: { dataset: ImageDataset; teacher: Teacher | null; maxBufferBytes: number },
  control: TaskControl,
): Promise<InferenceReport> {
  const { height, width, channels } = place.dataset;
  const pictures = [height, width, channels] as const;
  return onDevice(gpu, async (device) => ({
    adapter: device.adapterName,
    ...(await measureInference(request, { ...place, pictures }, control)),
  }));
}

async function onDevice<T>(gpu: GpuDevice | null, work: (gpu: GpuDevice) => Promise<T>): Promise<T> {
  if (!gpu)
    throw new ProblemError('no-adapter', 'This browser has no WebGPU, so there is no GPU to measure.', {
      remedy: 'Open the page in a browser with WebGPU.',
    });
  return unlessLost(
    work(gpu),
    gpu.device.lost,
    () =>
      new ProblemError('device-lost', 'The graphics device was lost during the measurement.', {
        kept: 'The run continues from its last snapshot.',
        remedy: 'Measure again when it does.',
      }),
  );
}
