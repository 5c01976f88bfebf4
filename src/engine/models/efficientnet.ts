import type { ConvPlan, Gate, Layers, Unit } from './convNetwork';
import type { ConvArchitecture } from './teacherNetwork';

/** Depthwise kernel and expansion of each stage; stages after the first open with stride 2. */
const STAGES = [
  { size: 3, expansion: 1 },
  { size: 3, expansion: 4 },
  { size: 5, expansion: 4 },
];
/** Hidden channels of a gate, of the block's input. */
const SQUEEZE = 0.25;
/** Channels before the mean over the picture, of the stem's. */
const HEAD = 8;

/**
 * An EfficientNet-like network (Tan and Le 2019) for small pictures: 3×3 stem with stride 2, three stages of width w, 2w and
 * 4w, 1×1 to 8w, SiLU throughout. A block is an inverted bottleneck: 1×1 that widens (but for the first stage), depthwise 3×3
 * or 5×5, squeeze-and-excitation, 1×1 that narrows without activation, and a shortcut if the shape does not change. Names are timm's.
 */
export function efficientnetPlan({ width, blocks, channels, classes }: ConvArchitecture): ConvPlan {
  const unit = (conv: string, norm: string, size: number, stride: number, cin: number, cout: number): Unit => ({
    ...{ conv, norm, size, stride, cin, cout, groups: 1 },
  });
  const depthwise = (conv: string, norm: string, size: number, stride: number, width: number): Unit => ({
    ...unit(conv, norm, size, stride, width, width),
    groups: width,
  });
  const gate = (name: string, cin: number, inner: number): Gate => ({
    reduce: `${name}.se.conv_reduce`,
    expand: `${name}.se.conv_expand`,
    channels: inner,
    hidden: Math.round(SQUEEZE * cin),
    activation: 'silu',
  });
  const silu = { activation: 'silu' } as const;

  function block<T>(layers: Layers<T>, x: T, name: string, stage: number, cin: number, cout: number): T {
    const { size, expansion } = STAGES[stage]!;
    const stride = cin === cout ? 1 : 2;
    const inner = cin * expansion;
    const residual = cin === cout ? { residual: x } : {};
    // timm counts a block's units: without the first one the others move up.
    const first = expansion > 1 ? 1 : 0;
    let y = x;
    if (first) y = layers.unit(unit(`${name}.conv_pw`, `${name}.bn1`, 1, 1, cin, inner), y, silu);
    y = layers.unit(depthwise(`${name}.conv_dw`, `${name}.bn${first + 1}`, size, stride, inner), y, silu);
    y = layers.gate(gate(name, cin, inner), y);
    const narrow = first ? 'conv_pwl' : 'conv_pw';
    return layers.unit(unit(`${name}.${narrow}`, `${name}.bn${first + 2}`, 1, 1, inner, cout), y, residual);
  }

  function walk<T>(layers: Layers<T>, images: T): T {
    let x = layers.unit(unit('conv_stem', 'bn1', 3, 2, channels, width), images, silu);
    let cin = width;
    for (const stage of STAGES.keys()) {
      const cout = width * 2 ** stage;
      for (let i = 0; i < blocks; i++) {
        x = block(layers, x, `blocks.${stage}.${i}`, stage, cin, cout);
        cin = cout;
      }
    }
    return layers.unit(unit('conv_head', 'bn2', 1, 1, cin, HEAD * width), x, silu);
  }
  return { walk, features: HEAD * width, head: 'classifier', classes };
}
