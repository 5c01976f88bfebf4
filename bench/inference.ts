import * as tf from '@tensorflow/tfjs-core';
import { Repeated } from '../src/engine/gpu/repeated';
import { timeGpu } from '../src/engine/measure/timing';
import { Deit } from '../src/engine/models/deit';
import { forwardMacs } from '../src/experiment/student/shape';
import { DEIT_TI } from './deitTi';
import type { Section } from './lab';
import { short } from './print';

const DATA = { channels: 3, classes: 1000 };
const NEVER = new AbortController().signal;

/** Images a second of a captured forward pass of DeiT-Ti at 224 px, random weights. */
export async function inference(log: (line: string) => void): Promise<Section> {
  const model = new Deit(DEIT_TI, DATA, 1);
  const rows = [['batch', 'images/s', 'ms', 'quartiles', 'GFLOP/s', 'dispatches']];
  for (const batch of [1, 8]) {
    const images = tf.keep(tf.fill([batch, 224, 224, 3], 0.5));
    const forward = new Repeated(() =>
      tf.tidy(() => {
        const { cls, dist } = model.forward(images);
        return { cls, dist: dist! };
      }),
    );
    const { median, low, high } = await timeGpu(() => void forward.run(), NEVER);
    const gflops = (2 * batch * forwardMacs(DEIT_TI, DATA)) / (median * 1e6);
    const speed = (1000 * batch) / median;
    rows.push([
      `${batch}`,
      short(speed),
      short(median),
      `${short(low)}–${short(high)}`,
      short(gflops),
      `${forward.cost!.dispatches}`,
    ]);
    log(rows.at(-1)!.join('  '));
    forward.dispose();
    images.dispose();
  }
  model.dispose();
  return { title: 'DeiT-Ti forward at 224 px', rows };
}
