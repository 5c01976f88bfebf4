import { expect, test } from 'vitest';
import { ProblemError } from '../../experiment/problem';
import { RandomStream } from '../../experiment/random';
import { parameterShapes } from '../../experiment/student/shape';
import { describeModel } from './modelFile';
import { readSafetensors, writeSafetensors } from './safetensors';
import { readHeader } from './safetensorsHeader';

/** Number of damaged files. */
const FILES = 12_000;

const shape = { imageSize: 4, patchSize: 2, dim: 4, heads: 2, depth: 1, mlpRatio: 2, distToken: true };
const tensors = [...parameterShapes(shape, { channels: 1, classes: 3 })].map(([name, dims]) => {
  const size = dims.reduce((a, b) => a * b, 1);
  return [name, { shape: dims, data: Float32Array.from({ length: size }, (_, i) => i) }] as const;
});
const valid = writeSafetensors(new Map(tensors), { num_heads: '2', classes: '["a","b","c"]' });
const HEADER_START = 8;
const headerLength = Number(new DataView(valid.buffer).getBigUint64(0, true));

/** A seeded source of integers. */
class Dice {
  readonly #random = new RandomStream(Number(process.env.FC_SEED ?? 1), 'fuzz');
  #throws = 0;
  below(n: number): number {
    return Math.floor(this.#random.uniform(0, this.#throws++) * n);
  }
  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

const NUMBERS = ['0', '1', '-1', '1.5', '1e308', '9007199254740993', '4294967296', 'null', '"8"', '[]', '{}'];
const WORDS = ['"F32"', '"F16"', '"I64"', '"BOOL"', '"__proto__"', '"__metadata__"', '"head.weight"', '"\\ud800"'];

/** A damaged copy: with changed, missing or extra bytes, or with a rewritten header of correct length. */
function damaged(dice: Dice): Uint8Array {
  switch (dice.below(5)) {
    case 0: {
      const bytes = valid.slice();
      for (let n = dice.below(6); n >= 0; n--) bytes[dice.below(HEADER_START + headerLength)] = dice.below(256);
      return bytes;
    }
    case 1:
      return valid.slice(0, dice.below(valid.length));
    case 2: {
      const bytes = new Uint8Array(valid.length + 1 + dice.below(64)).fill(dice.below(256));
      bytes.set(valid);
      return bytes;
    }
    case 3: {
      const bytes = valid.slice();
      new DataView(bytes.buffer).setBigUint64(0, BigInt(dice.below(2 ** 31)) << BigInt(dice.below(34)), true);
      return bytes;
    }
    default:
      return withHeader(rewritten(dice));
  }
}

function rewritten(dice: Dice): string {
  let text = new TextDecoder().decode(valid.subarray(HEADER_START, HEADER_START + headerLength)).trim();
  for (let n = dice.below(3); n >= 0; n--) {
    const parts = text.split(/("(?:[^"\\]|\\.)*"|\d+|[[\]{}:,])/);
    const at = 1 + 2 * dice.below((parts.length - 1) / 2);
    const old = parts[at]!;
    if (/^\d/.test(old)) parts[at] = dice.of([...NUMBERS, `${Number(old) + 4}`, `${Number(old) * 2}`]);
    else if (old.startsWith('"')) parts[at] = dice.of(WORDS);
    else parts[at] = dice.of(['', old + old, '{', '}', '[', ']', ',', ':']);
    text = parts.join('');
  }
  return text;
}

function withHeader(text: string): Uint8Array {
  const header = new TextEncoder().encode(text);
  const data = valid.subarray(HEADER_START + headerLength);
  const bytes = new Uint8Array(HEADER_START + header.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, HEADER_START);
  bytes.set(data, HEADER_START + header.length);
  return bytes;
}

function refusalOf(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    expect(error.problem.kind).toBe('bad-file');
    expect(error.message).toMatch(/^f: .{1,400}\.$/u);
    return error.message;
  }
}

test(`${FILES} damaged files are read or refused with a sentence, and never allocate more than they hold`, () => {
  const dice = new Dice();
  const refused = new Set<string>();
  let read = 0;
  let models = 0;
  for (let i = 0; i < FILES; i++) {
    const bytes = damaged(dice);
    const header = refusalOf(() => readHeader(bytes, bytes.length, 'f'));
    const whole = refusalOf(() => {
      const file = readSafetensors(bytes, 'f');
      const made = [...file.tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
      // Half floats need twice the bytes.
      expect(made).toBeLessThanOrEqual(2 * bytes.length);
    });
    // A wrong layout is found before any data is read.
    if (header) expect(whole).toBe(header);
    if (header ?? whole) {
      refused.add((header ?? whole)!.replace(/\d+/g, '0'));
      continue;
    }
    read++;
    const model = refusalOf(() => describeModel(readHeader(bytes, bytes.length, 'f'), 'f'));
    if (model) refused.add(model.replace(/\d+/g, '0'));
    else models++;
  }
  // The damage reaches every part of the reader, and some files remain readable.
  expect(refused.size).toBeGreaterThan(50);
  expect(read).toBeGreaterThan(FILES / 100);
  expect(models).toBeGreaterThan(0);
});
