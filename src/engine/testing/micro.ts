import * as tf from '@tensorflow/tfjs-core';
import { RandomStream } from '../../experiment/random';
import type { ImageDataset, Split } from '../data/dataset';
import type { Teacher } from '../models/teacher';

export { microExperiment } from '../../experiment/testing/microExperiment';

/** 8×8 RGB pictures of three classes: horizontal stripes, vertical stripes, a checker board; noisy. */
export function stripes(count = 96): ImageDataset {
  const random = new RandomStream(7, 'stripes');
  const split = (n: number, offset: number): Split => {
    const images = new Uint8Array(n * 8 * 8 * 3);
    const labels = Uint16Array.from({ length: n }, (_, i) => i % 3);
    for (let i = 0; i < n; i++) {
      for (let p = 0; p < 64; p++) {
        const [y, x] = [p >> 3, p & 7];
        const on = [y % 2, x % 2, (x + y) % 2][labels[i]!]!;
        for (let c = 0; c < 3; c++) {
          images[(i * 64 + p) * 3 + c] = 40 + 150 * on + random.integer(40, offset + i, p * 3 + c);
        }
      }
    }
    return { count: n, images, labels };
  };
  return {
    about: { id: 'shapes', name: 'Stripes', summary: '', provenance: 'generated', licence: 'MIT' },
    classes: ['horizontal', 'vertical', 'checker'],
    height: 8,
    width: 8,
    channels: 3,
    train: split(count, 0),
    test: split(48, 100_000),
    mean: [0.5, 0.5, 0.5],
    std: [0.3, 0.3, 0.3],
    fingerprint: 'stripes',
    notes: [],
  };
}

/** A fixed teacher: differences of neighbouring pixels through a fixed linear layer. */
export function stripesTeacher({ classes }: ImageDataset): Teacher {
  const random = new RandomStream(3, 'stripesTeacher');
  const size = 8 * 8 * 3;
  const weights = tf.keep(
    tf.tensor2d(
      Float32Array.from({ length: size * classes.length }, (_, i) => {
        const p = Math.floor(i / classes.length / 3);
        const [y, x] = [p >> 3, p & 7];
        const sign = [y % 2, x % 2, (x + y) % 2][i % classes.length]! * 2 - 1;
        return 0.05 * sign + 0.01 * random.normal(0, i);
      }),
      [size, classes.length],
    ),
  );
  return {
    name: 'fixed linear teacher',
    parameters: weights.size,
    macs: weights.size,
    logits: (images) => tf.matMul(tf.reshape(images, [-1, size]), weights),
    dispose: () => weights.dispose(),
  };
}
