import type { StudentShape } from '../../experiment/student/shape';

/** Rows of numbers in float64. */
type Rows = number[][];

/**
 * DeiT of one picture in plain float64 loops, with its attention in the open: what the engine's own numbers and gradients are
 * compared with. Written from the paper, it shares nothing with the engine but the parameters' names.
 */
export class Deit64 {
  readonly #shape: StudentShape;
  readonly #parameter: (name: string) => ArrayLike<number>;

  constructor(shape: StudentShape, parameters: ReadonlyMap<string, ArrayLike<number>>) {
    this.#shape = shape;
    this.#parameter = (name) => parameters.get(name)!;
  }

  /**
   * @param image [S, S, C]
   * @param change is added to the probabilities, by layer, head, query and key
   */
  forward(image: ArrayLike<number>, change: (layer: number, head: number, row: number, column: number) => number) {
    const { depth, distToken } = this.#shape;
    let x = this.#embed(image);
    const tokens = [x];
    const attention: number[][][][] = [];
    for (let layer = 0; layer < depth; layer++) {
      const p = (name: string) => `blocks.${layer}.${name}`;
      const { mixed, probabilities } = this.#attend(this.#linear(this.#norm(x, p('norm1')), p('attn.qkv')), (...at) =>
        change(layer, ...at),
      );
      attention.push(probabilities);
      x = add(x, this.#linear(mixed, p('attn.proj')));
      const hidden = this.#linear(this.#norm(x, p('norm2')), p('mlp.fc1')).map((row) => row.map(gelu));
      x = add(x, this.#linear(hidden, p('mlp.fc2')));
      tokens.push(x);
    }
    const normed = this.#norm(x, 'norm');
    return {
      attention,
      tokens,
      cls: this.#linear([normed[0]!], 'head')[0]!,
      dist: distToken ? this.#linear([normed[1]!], 'head_dist')[0]! : null,
    };
  }

  #embed(image: ArrayLike<number>): Rows {
    const { imageSize, patchSize, dim, distToken } = this.#shape;
    const channels = image.length / imageSize ** 2;
    const grid = Math.floor(imageSize / patchSize);
    const [weight, bias, position] = ['patch_embed.proj.weight', 'patch_embed.proj.bias', 'pos_embed'].map(
      this.#parameter,
    ) as [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>];
    const rows: Rows = (distToken ? ['cls_token', 'dist_token'] : ['cls_token']).map((name) =>
      Array.from(this.#parameter(name)),
    );
    for (let patch = 0; patch < grid ** 2; patch++) {
      const [top, left] = [Math.floor(patch / grid) * patchSize, (patch % grid) * patchSize];
      rows.push(
        Array.from({ length: dim }, (_, d) => {
          let sum = bias[d]!;
          for (let c = 0; c < channels; c++)
            for (let y = 0; y < patchSize; y++)
              for (let x = 0; x < patchSize; x++)
                sum +=
                  weight[((d * channels + c) * patchSize + y) * patchSize + x]! *
                  image[((top + y) * imageSize + left + x) * channels + c]!;
          return sum;
        }),
      );
    }
    return rows.map((row, t) => row.map((value, d) => value + position[t * dim + d]!));
  }

  #attend(qkv: Rows, change: (head: number, row: number, column: number) => number) {
    const { heads, dim } = this.#shape;
    const width = dim / heads;
    const mixed: Rows = qkv.map(() => Array.from({ length: dim }, () => 0));
    const probabilities = Array.from({ length: heads }, (_, h) =>
      qkv.map((query, row) => {
        const exponentials = qkv.map((key) => {
          let score = 0;
          for (let i = 0; i < width; i++) score += query[h * width + i]! * key[dim + h * width + i]!;
          return Math.exp(score / Math.sqrt(width));
        });
        const total = exponentials.reduce((a, b) => a + b, 0);
        const shares = exponentials.map((value) => value / total);
        for (const [column, share] of shares.entries())
          for (let i = 0; i < width; i++)
            mixed[row]![h * width + i]! += (share + change(h, row, column)) * qkv[column]![2 * dim + h * width + i]!;
        return shares;
      }),
    );
    return { mixed, probabilities };
  }

  #norm(x: Rows, name: string): Rows {
    const [gamma, beta] = [this.#parameter(`${name}.weight`), this.#parameter(`${name}.bias`)];
    return x.map((row) => {
      const mean = row.reduce((a, b) => a + b, 0) / row.length;
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
      return row.map((value, d) => ((value - mean) / Math.sqrt(variance + 1e-6)) * gamma[d]! + beta[d]!);
    });
  }

  #linear(x: Rows, name: string): Rows {
    const [weight, bias] = [this.#parameter(`${name}.weight`), this.#parameter(`${name}.bias`)];
    return x.map((row) =>
      Array.from(bias, (offset, n) => row.reduce((sum, value, k) => sum + value * weight[n * row.length + k]!, offset)),
    );
  }
}

function add(a: Rows, b: Rows): Rows {
  return a.map((row, i) => row.map((value, j) => value + b[i]![j]!));
}

/** x·Φ(x), with erf from its power series, exact to float64 for the arguments that occur. */
function gelu(x: number): number {
  const z = x / Math.SQRT2;
  let [term, sum] = [z, z];
  for (let n = 1; Math.abs(term) > 1e-18 && n < 200; n++) {
    term *= -(z * z) / n;
    sum += term / (2 * n + 1);
  }
  return 0.5 * x * (1 + (2 / Math.sqrt(Math.PI)) * sum);
}
