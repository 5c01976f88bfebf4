import type { ConvPlan, Gate, Layers, Unit } from './convNetwork';
import type { ConvArchitecture } from './teacherNetwork';

const STAGES = 3;
/** Channels of a group of the 3×3 convolutions, the same in every stage: the first of these that divides the width. */
const GROUP_WIDTHS = [8, 4];
/** Hidden channels of a gate, of the block's input. */
const SQUEEZE = 0.25;

/**
 * RegNetY (Radosavovic et al. 2020, the paper's teacher) for small pictures: 3×3 stem with stride 2, three stages of width w,
 * 2w and 4w. A block is 1×1, grouped 3×3, squeeze-and-excitation, 1×1, with a shortcut around it; no bottleneck. Names are
 * timm's.
 */
export function regnetyPlan({ width, blocks, channels, classes }: ConvArchitecture): ConvPlan {
  const groupWidth = GROUP_WIDTHS.find((channels) => width % channels === 0) ?? width;
  const unit = (name: string, size: number, stride: number, cin: number, cout: number, groups = 1): Unit => ({
    ...{ conv: `${name}.conv`, norm: `${name}.bn`, size, stride, cin, cout, groups },
  });
  const gate = (name: string, cin: number, cout: number): Gate => ({
    reduce: `${name}.se.fc1`,
    expand: `${name}.se.fc2`,
    channels: cout,
    hidden: Math.round(SQUEEZE * cin),
    activation: 'relu',
  });
  function walk<T>(layers: Layers<T>, images: T): T {
    let x = layers.unit(unit('stem', 3, 2, channels, width), images, { activation: 'relu' });
    for (let i = 0; i < STAGES * blocks; i++) {
      const stage = Math.floor(i / blocks);
      const name = `s${stage + 1}.b${(i % blocks) + 1}`;
      const cout = width * 2 ** stage;
      const opens = stage > 0 && i % blocks === 0;
      const cin = opens ? cout / 2 : cout;
      const stride = opens ? 2 : 1;
      const groups = cout / groupWidth;
      const residual = opens ? layers.unit(unit(`${name}.downsample`, 1, stride, cin, cout), x) : x;
      let inner = layers.unit(unit(`${name}.conv1`, 1, 1, cin, cout), x, { activation: 'relu' });
      inner = layers.unit(unit(`${name}.conv2`, 3, stride, cout, cout, groups), inner, { activation: 'relu' });
      inner = layers.gate(gate(name, cin, cout), inner);
      x = layers.unit(unit(`${name}.conv3`, 1, 1, cout, cout), inner, { residual, activation: 'relu' });
    }
    return x;
  }
  return { walk, features: width * 2 ** (STAGES - 1), head: 'head.fc', classes };
}
