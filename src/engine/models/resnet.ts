import type { ConvPlan, Layers, Unit } from './convNetwork';
import type { ConvArchitecture } from './teacherNetwork';

const STAGES = 3;

/**
 * A small residual network for small pictures (He et al. 2016, basic blocks): 3×3 stem with stride 2, three stages of width
 * w, 2w and 4w, mean over the picture, linear head. Names are torchvision's.
 */
export function resnetPlan({ width, blocks, channels, classes }: ConvArchitecture): ConvPlan {
  const unit = (conv: string, norm: string, size: number, stride: number, cin: number, cout: number): Unit => ({
    ...{ conv, norm, size, stride, cin, cout, groups: 1 },
  });
  function walk<T>(layers: Layers<T>, images: T): T {
    let x = layers.unit(unit('conv1', 'bn1', 3, 2, channels, width), images, { activation: 'relu' });
    for (let i = 0; i < STAGES * blocks; i++) {
      const stage = Math.floor(i / blocks);
      const name = `layer${stage + 1}.${i % blocks}`;
      const cout = width * 2 ** stage;
      const opens = stage > 0 && i % blocks === 0;
      const cin = opens ? cout / 2 : cout;
      const stride = opens ? 2 : 1;
      const residual = opens
        ? layers.unit(unit(`${name}.downsample.0`, `${name}.downsample.1`, 1, stride, cin, cout), x)
        : x;
      const first = unit(`${name}.conv1`, `${name}.bn1`, 3, stride, cin, cout);
      const second = unit(`${name}.conv2`, `${name}.bn2`, 3, 1, cout, cout);
      const inner = layers.unit(first, x, { activation: 'relu' });
      x = layers.unit(second, inner, { residual, activation: 'relu' });
    }
    return x;
  }
  return { walk, features: width * 2 ** (STAGES - 1), head: 'fc', classes };
}
