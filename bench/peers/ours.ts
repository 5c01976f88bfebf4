import { BatchOrder } from '../../src/engine/data/augment';
import { openGpu } from '../../src/engine/gpu/device';
import { StepBench } from '../../src/engine/measure/step';
import { argmax } from '../../src/engine/spec/fusion';
import { modelOf, type Peer, type Workload } from '../workload';

/** This engine, and the workload that the others get: its own first weights and first batch. */
export async function ours(id: string): Promise<{ peer: Peer; workload: Workload }> {
  const { backend } = await openGpu();
  const { config, data } = modelOf(id);
  const student = new StepBench(backend, config, data);
  const { trainer, dataset } = student;
  const teacherLogits = student.teacherLogits!;
  const { parameters } = trainer.student;
  const values = await parameters.toArrays();
  const weights = new Map([...parameters.shapes].map(([name, shape]) => [name, { shape, values: values.get(name)! }]));
  const { batchSize, imageSize, seed } = config;
  const { train, mean, std } = dataset;
  const order = new BatchOrder(seed, batchSize, batchSize).indices(0);
  const pixels = imageSize ** 2 * data.channels;
  const images = new Float32Array(batchSize * pixels);
  order.forEach((index, b) => {
    for (let i = 0; i < pixels; i++) {
      const channel = i % data.channels;
      images[b * pixels + i] = (train.images[index * pixels + i]! / 255 - mean[channel]!) / std[channel]!;
    }
  });
  return {
    peer: {
      name: 'ours',
      step: async () => {
        const start = performance.now();
        student.step();
        const encodeMs = performance.now() - start;
        return { loss: await student.loss(), encodeMs };
      },
      dispose: () => student.dispose(),
    },
    workload: {
      id,
      config,
      data,
      weights,
      images,
      labels: Int32Array.from(order, (index) => train.labels[index]!),
      teacherLabels: Int32Array.from({ length: batchSize }, (_, b) =>
        argmax(teacherLogits.subarray(b * data.classes, (b + 1) * data.classes)),
      ),
    },
  };
}
