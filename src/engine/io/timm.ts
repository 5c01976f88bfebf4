import type { DataShape } from '../../experiment/config';
import { ProblemError } from '../../experiment/problem';
import { parameterShapes, type StudentShape } from '../../experiment/student/shape';
import { printable } from './badTensorFile';

/** The architecture of a DeiT or ViT in timm's layout as far as shapes tell: everything but the number of heads. */
export interface TimmModel {
  shape: Omit<StudentShape, 'heads'>;
  data: DataShape;
  /** Parameter name → the tensor's name in the file. */
  names: Map<string, string>;
}

type Shapes = ReadonlyMap<string, { readonly shape: readonly number[] }>;

/** Prefixes that wrappers add to every name: torch.compile, DataParallel, Lightning and others. */
const PREFIXES = ['model.', 'module.', '_orig_mod.'];

/** Names that identify other architectures. They are checked if a file is not a DeiT. */
const OTHER_ARCHITECTURES: [pattern: RegExp, what: string][] = [
  [/(^|\.)(deit|vit)\.(embeddings|encoder)\./, 'a model with the names of the Transformers library instead of timm’s'],
  [/relative_position/, 'a transformer with relative positions, such as Swin or BEiT'],
  [/\.(ls[12]\.gamma|gamma_[12])$/, 'a transformer with layer scale, such as DeiT III, DINOv2 or CaiT'],
  [/(^|\.)(reg_token|register_tokens)$/, 'a transformer with register tokens'],
  [/(^|\.)(norm_pre|ln_pre)\.|(^|\.)visual\./, 'a CLIP encoder'],
  [/(^|\.)(fc_norm|attn_pool)\./, 'a transformer that pools its patches before the head'],
  [/\.(q_norm|k_norm)\./, 'a transformer that normalises queries and keys'],
  [/(^|\.)(lm_head|embed_tokens|wte|self_attn)\./, 'a language model'],
  [/\.running_mean$/, 'a convolutional network'],
];

/**
 * Reads the architecture from names and shapes: Ti, S, B or any other size, with or without a distillation token.
 *
 * @param file name of the file, for messages
 * @throws ProblemError `bad-file` with one sentence that names the tensor, its shape and the expected shape
 */
export function timmModel(tensors: Shapes, file: string): TimmModel {
  try {
    return new TimmReader(tensors, file).model();
  } catch (error) {
    throw otherArchitecture(tensors, file) ?? error;
  }
}

class TimmReader {
  readonly #tensors: Shapes;
  readonly #file: string;
  readonly #prefix: string;

  constructor(tensors: Shapes, file: string) {
    this.#tensors = tensors;
    this.#file = file;
    this.#prefix = commonPrefix([...tensors.keys()]);
  }

  model(): TimmModel {
    const [dim, channels, patchSize] = this.#sizes('patch_embed.proj.weight', '[dim, channels, patch, patch]', (s) =>
      s.length === 4 && s[2] === s[3] ? [s[0]!, s[1]!, s[2]!] : null,
    );
    this.#sizes('cls_token', `[1, 1, ${dim}]`, (s) => (`${s}` === `1,1,${dim}` ? [] : null));
    const distToken = this.#find('dist_token') !== undefined;
    const prefixes = distToken ? 2 : 1;
    const [grid] = this.#sizes('pos_embed', `[1, ${prefixes} + a square number, ${dim}]`, (s) => {
      const side = Math.sqrt((s[1] ?? 0) - prefixes);
      return s.length === 3 && s[0] === 1 && s[2] === dim && Number.isInteger(side) && side > 0 ? [side] : null;
    });
    const [hidden] = this.#sizes('blocks.0.mlp.fc1.weight', `[hidden, ${dim}]`, (s) =>
      s.length === 2 && s[1] === dim ? [s[0]!] : null,
    );
    const [classes] = this.#sizes('head.weight', `[classes, ${dim}]`, (s) =>
      s.length === 2 && s[1] === dim ? [s[0]!] : null,
    );
    const shape = {
      imageSize: grid! * patchSize!,
      patchSize: patchSize!,
      dim: dim!,
      depth: this.#depth(),
      mlpRatio: hidden! / dim!,
      distToken,
    };
    const data = { channels: channels!, classes: classes! };
    return { shape, data, names: this.#names(shape, data) };
  }

  /** Number of different block indices. If one is missing in between, the check of all names finds it. */
  #depth(): number {
    const blocks = [...this.#tensors.keys()].map(
      (name) => /^blocks\.(\d+)\./.exec(name.slice(this.#prefix.length))?.[1],
    );
    return new Set(blocks.filter((block) => block !== undefined)).size;
  }

  /** Checks that the file has every parameter in its shape, and nothing else. */
  #names(shape: Omit<StudentShape, 'heads'>, data: DataShape): Map<string, string> {
    const names = new Map<string, string>();
    for (const [name, expected] of parameterShapes({ ...shape, heads: 1 }, data)) {
      this.#sizes(name, `[${expected.join(', ')}]`, (found) => (`${found}` === `${expected}` ? [] : null));
      names.set(name, this.#prefix + name);
    }
    const known = new Set(names.values());
    for (const [name, { shape: found }] of this.#tensors) {
      if (!known.has(name))
        this.#fail(`a DeiT of this shape has no tensor ${printable(name)}, which is [${found.join(', ')}] here.`);
    }
    return names;
  }

  /** The sizes that `read` takes from a tensor's shape. @param read returns null for an unexpected shape */
  #sizes(name: string, expected: string, read: (shape: readonly number[]) => number[] | null): number[] {
    const shape = this.#find(name);
    if (!shape) return this.#fail(`there is no tensor ${name}; ${expected} was expected.`);
    const sizes = shape.includes(0) ? null : read(shape);
    return sizes ?? this.#fail(`tensor ${name} is [${shape.join(', ')}]; ${expected} was expected.`);
  }

  #find(name: string): readonly number[] | undefined {
    return this.#tensors.get(this.#prefix + name)?.shape;
  }

  #fail(what: string): never {
    throw new ProblemError('bad-file', `${this.#file}: ${what}`, { remedy: REMEDY });
  }
}

const REMEDY =
  'Choose the weights of a DeiT or ViT in timm’s layout, such as those of deit_tiny_distilled_patch16_224.';

function commonPrefix(names: readonly string[]): string {
  let common = '';
  for (;;) {
    const next = PREFIXES.find((prefix) => names.length > 0 && names.every((name) => name.startsWith(common + prefix)));
    if (!next) return common;
    common += next;
  }
}

function otherArchitecture(tensors: Shapes, file: string): ProblemError | null {
  for (const [pattern, what] of OTHER_ARCHITECTURES) {
    const name = [...tensors.keys()].find((name) => pattern.test(name));
    if (name === undefined) continue;
    return new ProblemError(
      'bad-file',
      `${file}: this is ${what} (it has a tensor ${printable(name)}), not a plain DeiT or ViT.`,
      {
        remedy: REMEDY,
      },
    );
  }
  return null;
}
